using System.Text.Json;
using Kassa;

/// <summary>
/// System.Text.Json for Kassa: device.Execute(task) takes an anonymous object or a class of your own, answer.Element() and
/// answer.Read&lt;T&gt;() give the answer. Copy this file into a project of .NET Core 3.1 or newer, or one that has the package
/// System.Text.Json; the assembly Kassa does not depend on it.
/// </summary>
public static class KassaJson
{
    // The vocabulary has names in camel case, and null there is the same as a member that is missing.
    private static readonly JsonSerializerOptions Names = new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
    };

    /// <summary>A value as Kassa takes it. Use decimal for money: a double may not have the digits that you mean.</summary>
    public static Json Of<T>(T value) => Json.Parse(JsonSerializer.Serialize(value, Names));

    /// <summary>Executes a task that is given as an object.</summary>
    public static Json Execute<T>(this Device device, T task) => device.Execute(Of(task));

    /// <summary>A part of an answer; a number keeps its digits until it is read, so read sums with GetDecimal.</summary>
    public static JsonElement Element(this Json value)
    {
        using (var document = JsonDocument.Parse(value.ToString()))
        {
            return document.RootElement.Clone();
        }
    }

    /// <summary>A part of an answer as an object of your own class.</summary>
    public static T Read<T>(this Json value) => JsonSerializer.Deserialize<T>(value.ToString(), Names);
}

namespace System.Diagnostics.CodeAnalysis
{
    /// <summary>
    /// The value may be null: a program with nullable references switched on is warned. .NET Standard 2.0 does not have this
    /// attribute; compilers know it by its name.
    /// </summary>
    [AttributeUsage(AttributeTargets.Property | AttributeTargets.ReturnValue)]
    internal sealed class MaybeNullAttribute : Attribute
    {
    }
}

using System;
using System.Globalization;
using System.Linq;

namespace Kassa
{
    /// <summary>Products of prices and quantities.</summary>
    internal static class Exact
    {
        /// <summary>The product rounded half up to the kopeck.</summary>
        internal static decimal Kopecks(decimal price, decimal quantity)
        {
            var product = price * quantity;
            // decimal rounds a product that is too long, and what is rounded twice may be a kopeck off.
            if (Digits(price) + Digits(quantity) > 28)
            {
                throw new OverflowException("Price × quantity has too many digits; set Amount");
            }
            return Math.Round(product, 2, MidpointRounding.AwayFromZero);
        }

        private static int Digits(decimal value) =>
            value.ToString(CultureInfo.InvariantCulture).TrimStart('-', '0', '.').Count(char.IsDigit);
    }
}

/* Sums, quantities, and the answers of the register. */
#ifndef KASSA_VALUES_HPP
#define KASSA_VALUES_HPP

#include "error.hpp"

#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>

namespace kassa {

/** A sum in minor units: kopecks, tiyn. */
struct Money {
    std::int64_t minor;

    explicit Money(std::int64_t minor_units) : minor(minor_units) {}
    /** `Money::of(45, 90)` is 45 roubles 90 kopecks. Throws std::out_of_range. */
    static Money of(std::int64_t whole, int hundredths = 0) {
        if (whole < 0 || hundredths < 0 || hundredths > 99 ||
            whole > std::numeric_limits<std::int64_t>::max() / 100 - 1) {
            throw std::out_of_range("kassa: no such sum");
        }
        return Money(whole * 100 + hundredths);
    }
};

inline bool operator==(Money one, Money other) { return one.minor == other.minor; }
inline bool operator!=(Money one, Money other) { return one.minor != other.minor; }

/** A quantity in millionths of its unit. */
struct Quantity {
    std::int64_t millionths;

    static Quantity of_millionths(std::int64_t count) { return Quantity(count); }
    /** Thousandths of the unit: grams of a kilogram, millilitres of a litre. */
    static Quantity of_thousandths(std::int64_t count) { return scaled(count, 1000); }
    /** Whole units. Throws std::out_of_range, as the others do. */
    static Quantity of(std::int64_t count) { return scaled(count, 1000000); }

private:
    explicit Quantity(std::int64_t count) : millionths(count) {}

    static Quantity scaled(std::int64_t count, std::int64_t by) {
        if (count > std::numeric_limits<std::int64_t>::max() / by || count < 0) {
            throw std::out_of_range("kassa: no such quantity");
        }
        return Quantity(count * by);
    }
};

/** Price × quantity, rounded half up to the minor unit. Throws std::out_of_range. */
inline Money operator*(Money price, Quantity quantity) {
    const std::int64_t whole = quantity.millionths / 1000000, rest = quantity.millionths % 1000000;
    const std::int64_t most = std::numeric_limits<std::int64_t>::max() / 2000000;
    if (price.minor < 0 || quantity.millionths < 0 || price.minor > most || (whole > 0 && price.minor > most / whole)) {
        throw std::out_of_range("kassa: no such sum");
    }
    return Money(price.minor * whole + (price.minor * rest + 500000) / 1000000);
}

/** A fiscal document as the register made it. What the register did not report is 0 or empty. */
struct Document {
    std::uint32_t number;            /**< number of the fiscal document (tag 1040) */
    std::uint32_t receipt_number;    /**< its number within the shift (tag 1042) */
    std::uint32_t shift_number;      /**< number of the shift (tag 1038) */
    Money total;                     /**< total of the receipt (tag 1020) */
    Money change;                    /**< change for the buyer */
    bool recovered;                  /**< the answer was lost; the document was found afterwards */
    bool not_printed;                /**< registered, but not printed completely: give the buyer a copy */
    int notes;                       /**< number of notes; the JSON answer lists them */
    std::string sign;                /**< fiscal sign (tag 1077) */
    std::string date_time;           /**< by the clock of the register (tag 1012) */
    std::string fn_number;           /**< serial number of the fiscal drive (tag 1041) */
    std::string registration_number; /**< of the register (tag 1037) */
    std::string external_id;         /**< your id of it, or the one that the library made */
    std::string qr;                  /**< text of the QR code (tag 1196) */
    bool non_fiscal;                 /**< made by a test register: not a fiscal document */
    bool offline;                    /**< made without the OFD, under an autonomous sign */
    bool shift_closed;               /**< the register closed the shift by itself and made it in the next one */
    bool not_recorded;               /**< registered, but not written to the journal: check the disk */
    bool by_content;                 /**< recognised by its content alone, another program sells too: compare the paper */
    bool numbering_restarted;        /**< document numbers went back: restored memory, or a different register */
    int similar;                     /**< equal documents by others since our last one: one may be this very sale */

    explicit Document(const kassa_document &of)
        : number(of.number), receipt_number(of.receipt_number), shift_number(of.shift_number), total(of.total),
          change(of.change), recovered(of.recovered != 0), not_printed(of.not_printed != 0), notes(of.notes),
          sign(detail::text(of.sign)), date_time(detail::text(of.date_time)), fn_number(detail::text(of.fn_number)),
          registration_number(detail::text(of.registration_number)), external_id(detail::text(of.external_id)),
          qr(detail::text(of.qr)), non_fiscal(of.non_fiscal != 0), offline(of.offline != 0),
          shift_closed(of.shift_closed != 0), not_recorded(of.not_recorded != 0),
          by_content(of.by_content != 0), numbering_restarted(of.numbering_restarted != 0), similar(of.similar) {}
};

/** State of a shift. Unsaid: the register does not report it; Expired: open for longer than 24 hours. */
enum class Shift { Unsaid = -1, Closed = 0, Open = 1, Expired = 2 };

/** A flag of the register. Unsaid: it does not report it. */
enum class Said { Unsaid = -1, No = 0, Yes = 1 };

/** State of a register. What it does not report is Unsaid, -1 or empty. */
struct State {
    Shift shift;
    std::int32_t shift_number;  /**< of the open shift, or of the last one */
    Said fiscal;                /**< registered with the tax service */
    Said fn_present;            /**< it has a fiscal drive */
    Said fn_warning;            /**< the fiscal drive reports a warning */
    std::int64_t last_document; /**< number of the last fiscal document */
    std::string date_time;      /**< by the clock of the register */

    explicit State(const kassa_device_status &of)
        : shift(static_cast<Shift>(of.shift)), shift_number(of.shift_number), fiscal(static_cast<Said>(of.fiscal)),
          fn_present(static_cast<Said>(of.fn_present)), fn_warning(static_cast<Said>(of.fn_warning)),
          last_document(of.last_document), date_time(detail::text(of.date_time)) {}
};

} // namespace kassa

#endif

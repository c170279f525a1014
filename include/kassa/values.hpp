/* Sums, quantities, and what the register answers. */
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
    /** 45 roubles 90 kopecks. */
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

/** A quantity, to the millionth. */
struct Quantity {
    std::int64_t millionths;

    static Quantity of_millionths(std::int64_t count) { return Quantity(count); }
    /** Grams of a kilogram, millilitres of a litre. */
    static Quantity of_thousandths(std::int64_t count) { return scaled(count, 1000); }
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

/** Price × quantity, rounded half up. */
inline Money operator*(Money price, Quantity quantity) {
    const std::int64_t whole = quantity.millionths / 1000000, rest = quantity.millionths % 1000000;
    const std::int64_t most = std::numeric_limits<std::int64_t>::max() / 2000000;
    if (price.minor < 0 || quantity.millionths < 0 || price.minor > most || (whole > 0 && price.minor > most / whole)) {
        throw std::out_of_range("kassa: no such sum");
    }
    return Money(price.minor * whole + (price.minor * rest + 500000) / 1000000);
}

/** A fiscal document as the register made it. What it did not say is 0 or empty. */
struct Document {
    std::uint32_t number;            /**< number of the document (1040) */
    std::uint32_t receipt_number;    /**< its number in the shift (1042) */
    std::uint32_t shift_number;      /**< number of the shift (1038) */
    Money total;                     /**< sum of the receipt (1020) */
    Money change;                    /**< what the buyer gets back */
    bool recovered;                  /**< the answer was lost, and the document was found */
    bool not_printed;                /**< registered, and its paper is not finished: give the buyer a copy */
    int notes;                       /**< notes that the JSON answer would list */
    std::string sign;                /**< fiscal sign (1077) */
    std::string date_time;           /**< by the register's clock (1012) */
    std::string fn_number;           /**< number of the fiscal drive (1041) */
    std::string registration_number; /**< of the register (1037) */
    std::string external_id;         /**< your id of it, or the one made for you */
    std::string qr;                  /**< text of the QR code (1196) */
    bool non_fiscal;                 /**< made by a register for tests, and no fiscal document */
    bool offline;                    /**< made without the operator of fiscal data, under a sign of the register's own */
    bool shift_closed;               /**< the register closed the shift by itself, and made it in the next one */
    bool not_recorded;               /**< registered, and the journal could not write it down: look at its disk */
    bool by_content;                 /**< found by its content alone, and another program sells there, too: see the paper */
    bool numbering_restarted;        /**< the register numbers anew: an older copy of its memory, or another register */
    int similar;                     /**< equal documents of others since our last one: one may be this very sale */

    explicit Document(const kassa_document &of)
        : number(of.number), receipt_number(of.receipt_number), shift_number(of.shift_number), total(of.total),
          change(of.change), recovered(of.recovered != 0), not_printed(of.not_printed != 0), notes(of.notes),
          sign(detail::text(of.sign)), date_time(detail::text(of.date_time)), fn_number(detail::text(of.fn_number)),
          registration_number(detail::text(of.registration_number)), external_id(detail::text(of.external_id)),
          qr(detail::text(of.qr)), non_fiscal(of.non_fiscal != 0), offline(of.offline != 0),
          shift_closed(of.shift_closed != 0), not_recorded(of.not_recorded != 0),
          by_content(of.by_content != 0), numbering_restarted(of.numbering_restarted != 0), similar(of.similar) {}
};

/** A shift. */
enum class Shift { Unsaid = -1, Closed = 0, Open = 1, Expired = 2 };

/** An answer to a yes-or-no question that a register may leave out. */
enum class Said { Unsaid = -1, No = 0, Yes = 1 };

/** State of a register. */
struct State {
    Shift shift;
    std::int32_t shift_number;  /**< of the open shift, else of the last; -1 if not said */
    Said fiscal;                /**< it is registered */
    Said fn_present;            /**< it has a fiscal drive */
    Said fn_warning;            /**< the fiscal drive warns of something */
    std::int64_t last_document; /**< number of the last document; -1 if not said */
    std::string date_time;      /**< by the register's clock */

    explicit State(const kassa_device_status &of)
        : shift(static_cast<Shift>(of.shift)), shift_number(of.shift_number), fiscal(static_cast<Said>(of.fiscal)),
          fn_present(static_cast<Said>(of.fn_present)), fn_warning(static_cast<Said>(of.fn_warning)),
          last_document(of.last_document), date_time(detail::text(of.date_time)) {}
};

} // namespace kassa

#endif

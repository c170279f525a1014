/* A receipt, put together line by line. */
#ifndef KASSA_RECEIPT_HPP
#define KASSA_RECEIPT_HPP

#include "calls.hpp"
#include "values.hpp"

#include <memory>
#include <string>

namespace kassa {

/** A receipt in the making. */
class Receipt {
public:
    /** `sell`, `sellReturn`, `buy`, `buyReturn`, `sellCorrection` and so on. */
    explicit Receipt(const std::string &kind = "sell") {
        detail::require_interface();
        kassa_receipt *made = nullptr;
        detail::check(kassa_receipt_new(detail::whole(kind), &made));
        receipt_.reset(made);
    }
    explicit Receipt(const std::u16string &kind) {
        detail::require_interface();
        kassa_receipt *made = nullptr;
        detail::check(kassa_receipt_new_w(detail::whole(kind), &made));
        receipt_.reset(made);
    }

    /** Adds a line of `price` × `quantity`; `tax` is a rate such as `vat10` or `none`. */
    Receipt &item(const std::string &name, Money price, Quantity quantity, const std::string &tax) {
        return item(name, price, quantity, price * quantity, tax);
    }
    Receipt &item(const std::u16string &name, Money price, Quantity quantity, const std::u16string &tax) {
        return item(name, price, quantity, price * quantity, tax);
    }
    /** Adds a line whose sum is given. */
    Receipt &item(const std::string &name, Money price, Quantity quantity, Money amount, const std::string &tax) {
        detail::check(kassa_receipt_add_item(receipt_.get(), detail::whole(name), price.minor, quantity.millionths,
                                             amount.minor, detail::whole(tax)));
        return *this;
    }
    Receipt &item(const std::u16string &name, Money price, Quantity quantity, Money amount, const std::u16string &tax) {
        detail::check(kassa_receipt_add_item_w(receipt_.get(), detail::whole(name), price.minor, quantity.millionths,
                                               amount.minor, detail::whole(tax)));
        return *this;
    }

    /** Adds a payment: `cash`, `electronically`, `prepaid`, `credit`, `mobile` or `other`. */
    Receipt &payment(const std::string &kind, Money sum) {
        detail::check(kassa_receipt_add_payment(receipt_.get(), detail::whole(kind), sum.minor));
        return *this;
    }
    Receipt &payment(const std::u16string &kind, Money sum) {
        detail::check(kassa_receipt_add_payment_w(receipt_.get(), detail::whole(kind), sum.minor));
        return *this;
    }

    /** Sets any field of the task by its path: `externalId`, `operator.name`, `items[0].paymentMethod`. */
    Receipt &set(const std::string &path, const std::string &value) {
        detail::check(kassa_receipt_set(receipt_.get(), detail::whole(path), detail::whole(value)));
        return *this;
    }
    Receipt &set(const std::u16string &path, const std::u16string &value) {
        detail::check(kassa_receipt_set_w(receipt_.get(), detail::whole(path), detail::whole(value)));
        return *this;
    }

    kassa_receipt *handle() const noexcept { return receipt_.get(); }

private:
    struct Freed {
        void operator()(kassa_receipt *receipt) const { kassa_receipt_free(receipt); }
    };
    std::unique_ptr<kassa_receipt, Freed> receipt_;
};

} // namespace kassa

#endif

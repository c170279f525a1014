/* A receipt, put together line by line. */
#ifndef KASSA_RECEIPT_HPP
#define KASSA_RECEIPT_HPP

#include "calls.hpp"
#include "values.hpp"

#include <cstddef>
#include <memory>
#include <string>

namespace kassa {

/**
 * A receipt that is put together field by field; the destructor frees it. Use it from one thread at a time.
 *
 *     kassa::Receipt receipt("sell");
 *     receipt.set("externalId", "order-1001").set("taxationType", "osn");
 *     receipt.item("Cheese", kassa::Money::of(820), kassa::Quantity::of_thousandths(355), "vat10");
 *     receipt.payment("cash", kassa::Money::of(300));
 *     const kassa::Document document = device.print(receipt);
 */
class Receipt {
public:
    /** @param kind `sell`, `sellReturn`, `buy`, `buyReturn`, `sellCorrection` and so on. */
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

    /**
     * Adds a line whose sum is `price` × `quantity`, rounded half up.
     *
     * @param tax VAT rate: `vat10`, `vat22`, `none` and so on.
     */
    Receipt &item(const std::string &name, Money price, Quantity quantity, const std::string &tax) {
        return item(name, price, quantity, price * quantity, tax);
    }
    Receipt &item(const std::u16string &name, Money price, Quantity quantity, const std::u16string &tax) {
        return item(name, price, quantity, price * quantity, tax);
    }
    /** Adds a line with its sum, which is `price` × `quantity` within one minor unit. */
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

    /**
     * Adds a payment.
     *
     * @param kind `cash`, `electronically`, `prepaid`, `credit`, `mobile` or `other`.
     * @param sum Cash may exceed the total: the document tells the change.
     */
    Receipt &payment(const std::string &kind, Money sum) {
        detail::check(kassa_receipt_add_payment(receipt_.get(), detail::whole(kind), sum.minor));
        return *this;
    }
    Receipt &payment(const std::u16string &kind, Money sum) {
        detail::check(kassa_receipt_add_payment_w(receipt_.get(), detail::whole(kind), sum.minor));
        return *this;
    }

    /**
     * Sets any field of the task by its path.
     *
     * @param path `externalId`, `operator.name`, `items[0].paymentMethod`.
     * @param value As text: a number with a decimal point, a flag as `true` or `false`.
     * @throws Error if the task has no such field or the value is of the wrong type; the receipt is unchanged then.
     */
    Receipt &set(const std::string &path, const std::string &value) {
        detail::check(kassa_receipt_set(receipt_.get(), detail::whole(path), detail::whole(value)));
        return *this;
    }
    Receipt &set(const std::u16string &path, const std::u16string &value) {
        detail::check(kassa_receipt_set_w(receipt_.get(), detail::whole(path), detail::whole(value)));
        return *this;
    }

    /**
     * Sets the marking code of a line.
     *
     * @param index Of the line, from 0.
     * @param code As the scanner read it, with its GS characters (`\x1d`).
     * @param status What becomes of the thing: `itemPieceSold`, `itemPieceReturn`, `itemDryForSale` and so on.
     */
    Receipt &mark(std::size_t index, const std::string &code, const std::string &status = "itemPieceSold") {
        const std::string at = "items[" + std::to_string(index) + "].imcParams.";
        return set(at + "imc", code).set(at + "itemEstimatedStatus", status);
    }
    Receipt &mark(std::size_t index, const std::u16string &code, const std::u16string &status = u"itemPieceSold") {
        const std::string line = "items[" + std::to_string(index) + "].imcParams.";
        const std::u16string at(line.begin(), line.end());
        return set(at + u"imc", code).set(at + u"itemEstimatedStatus", status);
    }

    /** The handle for functions of kassa.h; this object still frees it. */
    kassa_receipt *handle() const noexcept { return receipt_.get(); }

private:
    struct Freed {
        void operator()(kassa_receipt *receipt) const { kassa_receipt_free(receipt); }
    };
    std::unique_ptr<kassa_receipt, Freed> receipt_;
};

} // namespace kassa

#endif

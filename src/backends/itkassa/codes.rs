//! The words of the vendor's lists for the values of tasks.

use crate::task::words::{Agent, CorrectionKind, Operation, PaymentMethod, PaymentObject, Taxation, Vat, Words};

/// `type` of a receipt.
pub(super) fn receipt(operation: Operation) -> &'static str {
    match operation {
        Operation::Sell => "sale",
        Operation::SellReturn => "returnSale",
        Operation::Buy => "buy",
        Operation::BuyReturn => "returnBuy",
    }
}

/// `sno`: taxation system.
pub(super) fn taxation(taxation: Taxation) -> &'static str {
    match taxation {
        Taxation::Osn => "sno_osn",
        Taxation::UsnIncome => "sno_ysn_d",
        Taxation::UsnIncomeOutcome => "sno_ysn_dmr",
        Taxation::Envd => "sno_envd",
        Taxation::Esn => "sno_esn",
        Taxation::Patent => "sno_psn",
    }
}

/// `tax`: VAT rate; `None` if the list lacks it.
pub(super) fn vat(vat: Vat) -> Option<&'static str> {
    Some(match vat {
        Vat::None => "vat_none",
        Vat::Vat0 => "vat_0",
        Vat::Vat10 => "vat_10",
        Vat::Vat20 => "vat_20",
        Vat::Vat110 => "vat_110",
        Vat::Vat120 => "vat_120",
        _ => return None,
    })
}

/// `ppr`: payment object (1212); `None` if the list lacks it.
pub(super) fn object(object: PaymentObject) -> Option<&'static str> {
    Some(match object {
        PaymentObject::Commodity => "goods",
        PaymentObject::Excise => "excise_goods",
        PaymentObject::Job => "job",
        PaymentObject::Service => "service",
        PaymentObject::GamblingBet => "bet_in_game",
        PaymentObject::GamblingPrize => "winning_in_game",
        PaymentObject::Lottery => "lottery_ticket",
        PaymentObject::LotteryPrize => "lottery_winning",
        PaymentObject::IntellectualActivity => "ipr",
        PaymentObject::Payment => "payment",
        PaymentObject::Pay => "composite",
        PaymentObject::AgentCommission => "agent_commission",
        PaymentObject::Another => "other",
        _ => return None,
    })
}

/// `psr`: payment method (1214).
pub(super) fn method(method: PaymentMethod) -> &'static str {
    match method {
        PaymentMethod::FullPrepayment => "prepayment_100",
        PaymentMethod::Prepayment => "prepayment",
        PaymentMethod::Advance => "advance",
        PaymentMethod::FullPayment => "full_settle",
        PaymentMethod::PartialPayment => "credit",
        PaymentMethod::Credit => "credit_transfer",
        PaymentMethod::CreditPayment => "credit_payment",
    }
}

/// `tagAgentType`: one bit per kind of agent.
pub(super) fn agents(agents: &[Agent]) -> Option<u8> {
    let bits = agents.iter().fold(0, |bits, agent| bits | 1 << (agent.code() - 1));
    (bits != 0).then_some(bits)
}

/// `correctionType`: on the user's own initiative or by order.
pub(super) fn correction(kind: CorrectionKind) -> &'static str {
    match kind {
        CorrectionKind::Own => "bySelf",
        CorrectionKind::Instruction => "byDocument",
    }
}

/// The words of each list, to check native calls.
pub(super) const RECEIPTS: &[&str] = &["sale", "returnSale", "buy", "returnBuy"];
pub(super) const TAXATIONS: &[&str] = &["sno_osn", "sno_ysn_d", "sno_ysn_dmr", "sno_envd", "sno_esn", "sno_psn"];
pub(super) const VATS: &[&str] = &["vat_none", "vat_0", "vat_10", "vat_20", "vat_110", "vat_120"];
#[rustfmt::skip]
pub(super) const OBJECTS: &[&str] = &[
    "goods", "excise_goods", "job", "service", "bet_in_game", "winning_in_game", "lottery_ticket", "lottery_winning",
    "ipr", "payment", "composite", "agent_commission", "other",
];
#[rustfmt::skip]
pub(super) const METHODS: &[&str] = &[
    "prepayment_100", "prepayment", "advance", "full_settle", "credit", "credit_transfer", "credit_payment",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn words<W: Words>() -> Vec<W> {
        W::SPELLINGS.iter().map(|(_, value)| *value).collect()
    }

    #[test]
    fn every_word_of_the_vendors_document_has_a_value_in_tasks() {
        let sorted = |words: Vec<&'static str>| {
            let mut words = words;
            words.sort_unstable();
            words.dedup();
            words
        };
        assert_eq!(sorted(words().into_iter().map(receipt).collect()), sorted(RECEIPTS.to_vec()));
        assert_eq!(sorted(words().into_iter().map(taxation).collect()), sorted(TAXATIONS.to_vec()));
        assert_eq!(sorted(words().into_iter().filter_map(vat).collect()), sorted(VATS.to_vec()));
        assert_eq!(sorted(words().into_iter().filter_map(object).collect()), sorted(OBJECTS.to_vec()));
        assert_eq!(sorted(words().into_iter().map(method).collect()), sorted(METHODS.to_vec()));
    }

    #[test]
    fn each_kind_of_agent_has_its_bit() {
        let bits: Vec<u8> = words().into_iter().map(|agent| agents(&[agent]).unwrap()).collect();
        assert_eq!(bits, [1, 2, 4, 8, 16, 32, 64]);
        assert_eq!(agents(&[Agent::BankPayingAgent, Agent::Another]), Some(65));
        assert_eq!(agents(&[]), None);
    }
}

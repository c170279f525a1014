/* The service that registers registers with the tax service (the backend `ofdru`). */
#ifndef KASSA_REGISTRAR_HPP
#define KASSA_REGISTRAR_HPP

#include "device.hpp"

#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <string>

namespace kassa {

/**
 * Signs a document of an application.
 *
 * @param document What it is: `{"id", "kind", "name", "description", "applicationId"}` (JSON).
 * @param content The bytes to sign; `length` is their number.
 * @return The signature in base64; empty if the document cannot be signed now. An exception leaves
 * Registrar::registration_advance.
 */
using Signer = std::function<std::string(const std::string &document, const std::uint8_t *content, std::size_t length)>;

namespace detail {

/** A running signer, and the exception that it threw: that must not pass through C. */
struct Signing {
    const Signer &signer;
    std::exception_ptr thrown;
};

inline std::int32_t sign(void *user, const char *document, const std::uint8_t *content, std::uintptr_t length,
                         kassa_signature *into) noexcept {
    Signing &signing = *static_cast<Signing *>(user);
    try {
        const std::string signature = signing.signer(document, content, length);
        if (signature.empty()) {
            return 1;
        }
        check(kassa_signature_set(into, whole(signature)));
        return 0;
    } catch (...) {
        signing.thrown = std::current_exception();
        return 1;
    }
}

/** Makes a call with a signer; an empty one is passed as null. */
template <class Char, class Call>
auto signed_answer(const Signer &signer, Call call) -> decltype(taken(static_cast<Char *>(nullptr))) {
    Signing signing{signer, nullptr};
    Char *text = nullptr;
    const kassa_status status = call(signer ? sign : nullptr, &signing, &text);
    auto answer = taken(text);
    if (signing.thrown) {
        std::rethrow_exception(signing.thrown);
    }
    check(status);
    return answer;
}

} // namespace detail

/** A Device of the backend `ofdru`. Requests, states and answers are JSON; docs/en/registration.md describes them. */
class Registrar : public Device {
public:
    using Device::Device;

    /** Starts the registration workflow of `device` and returns its state. Sends nothing. */
    std::string registration_start(Device &device, const std::string &request) {
        return detail::answer<char>(
            [&](char **text) { return kassa_registration_start(handle(), device.handle(), detail::whole(request), text); });
    }
    std::u16string registration_start(Device &device, const std::u16string &request) {
        return detail::answer<std::uint16_t>([&](std::uint16_t **text) {
            return kassa_registration_start_w(handle(), device.handle(), detail::whole(request), text);
        });
    }

    /**
     * Advances the registration workflow `id` as far as it can go now, and returns its state. Call it again later.
     *
     * @param signer Signs documents; runs on this thread. If empty, the workflow stops where a signature is needed.
     */
    std::string registration_advance(Device &device, const std::string &id, const Signer &signer = Signer()) {
        return detail::signed_answer<char>(signer, [&](kassa_sign_fn sign, void *user, char **text) {
            return kassa_registration_advance(handle(), device.handle(), detail::whole(id), sign, user, text);
        });
    }
    std::u16string registration_advance(Device &device, const std::u16string &id, const Signer &signer = Signer()) {
        return detail::signed_answer<std::uint16_t>(signer, [&](kassa_sign_fn sign, void *user, std::uint16_t **text) {
            return kassa_registration_advance_w(handle(), device.handle(), detail::whole(id), sign, user, text);
        });
    }

    /** Returns the state of the registration workflow `id` from the journal. Sends nothing. */
    std::string registration_state(const std::string &id) {
        return detail::ask(kassa_registration_state, handle(), id);
    }
    std::u16string registration_state(const std::u16string &id) {
        return detail::ask(kassa_registration_state_w, handle(), id);
    }

    /** Creates an application: `{"purpose", "KktDetails", "CompanyDetails"}`. */
    std::string application_create(const std::string &params) {
        return detail::ask(kassa_application_create, handle(), params);
    }
    std::u16string application_create(const std::u16string &params) {
        return detail::ask(kassa_application_create_w, handle(), params);
    }

    /** Changes an application: `{"id", "kktDetails", "companyDetails"}`. */
    std::string application_update(const std::string &params) {
        return detail::ask(kassa_application_update, handle(), params);
    }
    std::u16string application_update(const std::u16string &params) {
        return detail::ask(kassa_application_update_w, handle(), params);
    }

    /** Lists the applications of an account: `{"ofdAgreementId"}`, or `{}` for that of the configuration. */
    std::string application_list(const std::string &params = "{}") {
        return detail::ask(kassa_application_list, handle(), params);
    }
    std::u16string application_list(const std::u16string &params) {
        return detail::ask(kassa_application_list_w, handle(), params);
    }

    /** Returns one application: `{"id"}`. */
    std::string application_get(const std::string &params) {
        return detail::ask(kassa_application_get, handle(), params);
    }
    std::u16string application_get(const std::u16string &params) {
        return detail::ask(kassa_application_get_w, handle(), params);
    }

    /** Asks the service to make the documents of an application, which are then signed: `{"id"}`. */
    std::string application_prepare_documents(const std::string &params) {
        return detail::ask(kassa_application_prepare_documents, handle(), params);
    }
    std::u16string application_prepare_documents(const std::u16string &params) {
        return detail::ask(kassa_application_prepare_documents_w, handle(), params);
    }

    /** Adds a signature to a document: `{"id", "documentId", "signature"}`. */
    std::string application_sign(const std::string &params) {
        return detail::ask(kassa_application_sign, handle(), params);
    }
    std::u16string application_sign(const std::u16string &params) {
        return detail::ask(kassa_application_sign_w, handle(), params);
    }

    /** Downloads a document, `{"id", "documentId"}`, into `file`; if that is empty, into the answer in base64. */
    std::string application_download(const std::string &params, const std::string &file = std::string()) {
        return detail::answer<char>([&](char **text) {
            return kassa_application_download(handle(), detail::whole(params), detail::given(file), text);
        });
    }
    std::u16string application_download(const std::u16string &params, const std::u16string &file = std::u16string()) {
        return detail::answer<std::uint16_t>([&](std::uint16_t **text) {
            return kassa_application_download_w(handle(), detail::whole(params), detail::given(file), text);
        });
    }

    /** Registers a new client of the service; the call may be repeated. */
    std::string client_register(const std::string &params) {
        return detail::ask(kassa_client_register, handle(), params);
    }
    std::u16string client_register(const std::u16string &params) {
        return detail::ask(kassa_client_register_w, handle(), params);
    }
};

} // namespace kassa

#endif

/* The calls of kassa::Registrar against a simulated service: answers and errors of each, in UTF-8 and in UTF-16.
 *
 *     c++ -std=c++11 -Iinclude -Itests/c tests/cpp/registrar.cpp -lkassa && ./a.out http://127.0.0.1:PORT /folder
 */
#include "kassa.hpp"

#include "check.h"

#include <functional>

using kassa::Device;
using kassa::Registrar;

static const char *const NOBODY = "{\"id\": \"00000000-0000-4000-8000-000000000000\"}";
static const char16_t *const WIDE_NOBODY = u"{\"id\": \"00000000-0000-4000-8000-000000000000\"}";

/* The status of a call. A failed one must explain itself. */
static kassa_status status_of(const char *what, const std::function<void()> &call) {
    try {
        call();
    } catch (const kassa::Error &error) {
        CHECK(what, !error.message().en.empty() && !error.advice().ru.empty());
        return error.status();
    }
    return KASSA_STATUS_OK;
}

/* A call without parameters is incomplete, and nothing is sent. */
static void lacks(const char *what, const std::function<void()> &call, const std::function<void()> &wide) {
    CHECK_STATUS(what, KASSA_STATUS_BAD_DOCUMENT, status_of(what, call));
    CHECK_STATUS(what, KASSA_STATUS_BAD_DOCUMENT, status_of(what, wide));
}

static void calls(Registrar &registrar) {
    const std::string none = "{}";
    const std::u16string wide = u"{}";

    CHECK("the list of an account", !registrar.application_list().empty());
    CHECK("the list in UTF-16", !registrar.application_list(wide).empty());
    CHECK_STATUS("nobody's", KASSA_STATUS_REFUSED, status_of("get", [&] { registrar.application_get(NOBODY); }));
    const auto wide_get = [&] { registrar.application_get(std::u16string(WIDE_NOBODY)); };
    CHECK_STATUS("nobody's in UTF-16", KASSA_STATUS_REFUSED, status_of("get", wide_get));
    lacks("create", [&] { registrar.application_create(none); }, [&] { registrar.application_create(wide); });
    lacks("update", [&] { registrar.application_update(none); }, [&] { registrar.application_update(wide); });
    lacks("get", [&] { registrar.application_get(none); }, [&] { registrar.application_get(wide); });
    lacks(
        "prepare", [&] { registrar.application_prepare_documents(none); },
        [&] { registrar.application_prepare_documents(wide); });
    lacks("sign", [&] { registrar.application_sign(none); }, [&] { registrar.application_sign(wide); });
    lacks(
        "download", [&] { registrar.application_download(none); }, [&] { registrar.application_download(wide, u""); });
    lacks("client", [&] { registrar.client_register(none); }, [&] { registrar.client_register(wide); });
}

static void workflows(Registrar &registrar, Device &device) {
    const auto signer = [](const std::string &, const std::uint8_t *, std::size_t) { return std::string(); };
    const std::u16string wide = u"road-0";

    lacks(
        "start", [&] { registrar.registration_start(device, "{}"); },
        [&] { registrar.registration_start(device, std::u16string(u"{}")); });
    for (const auto &call : std::vector<std::function<void()>>{
             [&] { registrar.registration_state("road-0"); },
             [&] { registrar.registration_state(wide); },
             [&] { registrar.registration_advance(device, "road-0"); },
             [&] { registrar.registration_advance(device, "road-0", signer); },
             [&] { registrar.registration_advance(device, wide, signer); },
         }) {
        CHECK_STATUS("no such road", KASSA_STATUS_NOT_FOUND, status_of("road", call));
    }
}

/* Callbacks of a queue: nobody sends one here, so this only tests that each call works. */
static void call_backs(const std::string &journal) {
    Device queue("{\"backend\": \"itkassa\", \"url\": \"http://127.0.0.1:1\", \"apiKey\": "
                 "\"KqZD0anh8wkRs01eZVwhkPSR7d3Fgq4k\", \"callbackKey\":"
                 " \"*shared*key*of*the*shop*1\", \"creItemId\": \"11111111-1111-4111-8111-111111111111\"" +
                 journal);
    queue.set_result([](const std::string &) {});
    CHECK("it listens", queue.listen("127.0.0.1:0").find("127.0.0.1:") != std::string::npos);
    CHECK("no more", !queue.listen("").empty());
    CHECK("it listens again", queue.listen(std::u16string(u"127.0.0.1:0")).find(u"listening") != std::u16string::npos);
    CHECK("no more", !queue.listen(std::u16string()).empty());
    queue.set_result(nullptr);
    lacks(
        "a stranger", [&] { queue.parse_callback("{}", "{}"); },
        [&] { queue.parse_callback(std::u16string(u"{}"), std::u16string(u"{}")); });
}

int main(int count, char **words) {
    if (count != 3) {
        return 2;
    }
    const std::string journal = std::string(", \"journal\": \"") + words[2] + "/kassa.db\"}";
    Registrar registrar(std::string("{\"backend\": \"ofdru\", \"url\": \"") + words[1] +
                        "\", \"login\": \"partner@example.com\", \"password\": \"partner-password\","
                        " \"ofdAgreementId\": \"555b55e5-a555-5e55-55d5-5fcbafd5fe55\"" +
                        journal);
    // No workflow starts, so the register is not queried here.
    Device device("{\"backend\": \"icash\", \"url\": \"http://127.0.0.1:1\"" + journal);
    calls(registrar);
    workflows(registrar, device);
    call_backs(journal);
    return counted();
}

/* Reading of the error object, so that a C++ program needs no JSON library to learn what was wrong. */
#ifndef KASSA_JSON_HPP
#define KASSA_JSON_HPP

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

namespace fiscal {
namespace detail {

/** A value of JSON: a text, the digits of a number, a list, or named members. */
struct Json {
    std::string text;
    std::vector<std::pair<std::string, Json>> members;

    /** The member of this name; an empty value if there is none. */
    const Json &operator[](const char *name) const {
        static const Json none = Json();
        for (const auto &member : members) {
            if (member.first == name) {
                return member.second;
            }
        }
        return none;
    }

    /** The number, or `otherwise` where there is none. */
    std::int64_t number(std::int64_t otherwise) const {
        return text.empty() ? otherwise : static_cast<std::int64_t>(std::strtoll(text.c_str(), nullptr, 10));
    }

    /** Reads what the library wrote; the elements of a list are members without a name. */
    static Json read(const std::string &from) {
        const char *at = from.c_str();
        return value(at, 0);
    }

private:
    static const int DEEPEST = 64;

    static void blanks(const char *&at) {
        while (*at == ' ' || *at == '\n' || *at == '\r' || *at == '\t') {
            ++at;
        }
    }

    static Json value(const char *&at, int depth) {
        Json read;
        blanks(at);
        if (depth < DEEPEST && (*at == '{' || *at == '[')) {
            collect(at, read, depth);
        } else if (*at == '"') {
            read.text = quoted(at);
        } else {
            while (*at != 0 && *at != ',' && *at != '}' && *at != ']' && *at != ' ' && *at != '\n') {
                read.text += *at++;
            }
        }
        blanks(at);
        return read;
    }

    /** The members between two brackets. */
    static void collect(const char *&at, Json &into, int depth) {
        const bool named = *at == '{';
        const char end = named ? '}' : ']';
        ++at;
        blanks(at);
        while (*at != 0 && *at != end) {
            const char *before = at;
            std::string name;
            if (named && *at == '"') {
                name = quoted(at);
                blanks(at);
                at += *at == ':' ? 1 : 0;
            }
            into.members.emplace_back(name, value(at, depth + 1));
            at += *at == ',' ? 1 : 0;
            blanks(at);
            if (at == before) {
                return;
            }
        }
        at += *at == end ? 1 : 0;
    }

    static std::string quoted(const char *&at) {
        std::string read;
        for (++at; *at != 0 && *at != '"'; ++at) {
            if (*at != '\\') {
                read += *at;
            } else if (*++at == 'u') {
                append(read, unicode(at));
            } else if (*at == 0) {
                break;
            } else {
                read += *at == 'n'   ? '\n'
                        : *at == 't' ? '\t'
                        : *at == 'r' ? '\r'
                        : *at == 'b' ? '\b'
                        : *at == 'f' ? '\f'
                                     : *at;
            }
        }
        at += *at == '"' ? 1 : 0;
        return read;
    }

    /** The four digits after `u`, and those of a second half; `at` is left at the last digit. */
    static std::uint32_t unicode(const char *&at) {
        const std::uint32_t first = four(at);
        if (first < 0xD800 || first >= 0xDC00 || at[1] != '\\' || at[2] != 'u') {
            return first;
        }
        at += 2;
        return 0x10000 + ((first - 0xD800) << 10) + ((four(at) - 0xDC00) & 0x3FF);
    }

    static std::uint32_t four(const char *&at) {
        std::uint32_t number = 0;
        for (int i = 0; i < 4 && at[1] != 0 && at[1] != '"'; ++i) {
            const char digit = *++at;
            number = number << 4 | static_cast<std::uint32_t>(digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10);
        }
        return number;
    }

    /** Appends a character as UTF-8. */
    static void append(std::string &to, std::uint32_t point) {
        const auto byte = [&to](std::uint32_t bits) { to += static_cast<char>(static_cast<unsigned char>(bits)); };
        if (point < 0x80) {
            byte(point);
        } else if (point < 0x800) {
            byte(0xC0 | point >> 6);
            byte(0x80 | (point & 0x3F));
        } else if (point < 0x10000) {
            byte(0xE0 | point >> 12);
            byte(0x80 | (point >> 6 & 0x3F));
            byte(0x80 | (point & 0x3F));
        } else {
            byte(0xF0 | point >> 18);
            byte(0x80 | (point >> 12 & 0x3F));
            byte(0x80 | (point >> 6 & 0x3F));
            byte(0x80 | (point & 0x3F));
        }
    }
};

} // namespace detail
} // namespace fiscal

#endif

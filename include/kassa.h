/*
 * kassa: one native driver for any fiscal register. The C interface.
 *
 * Life cycle. kassa_open gives a device, kassa_execute works it, kassa_close gives it back. Never unload the library:
 * it keeps things for each thread.
 *
 * Results. Every function returns a kassa_status; 0 is success. Each place for a result is written on every return,
 * to null where there is nothing to say. A failed call explains itself in {"error": ...} of its answer and, for this
 * thread, in kassa_last_error: code, outcome (notSent, rejected, registered, unknown), retry (safe, fixInput,
 * recoverFirst, service), message and advice in Russian and English, faults with their places in the document.
 *
 * Exactly once. A fiscal document carries an externalId, yours or one made for you, and is sent at most once under it.
 * Only outcomes notSent and rejected may be repeated as they are; after unknown call kassa_recover.
 *
 * Ownership. What you pass in is read during the call and never kept. Text that comes out is yours: give it back with
 * kassa_string_free, UTF-16 text with kassa_string_free_w. kassa_version alone gives text that is not yours.
 *
 * Encoding. Text is UTF-8 ended by a zero; functions ending in _w take and give UTF-16 in the byte order of the
 * machine, also on systems whose wchar_t is wider. Money in JSON is a number of roubles or tenge with its fraction as
 * digits: 428.80. It is read and written as digits; do not let a double touch it on your side either.
 *
 * Threads. Any function may be called from any thread. Calls on one device take turns, also with other processes that
 * use the same journal; different devices do not wait for each other.
 *
 * Linking. -lkassa; on Windows the import library. The calling convention is cdecl everywhere.
 *
 * Generated from src/ffi; do not edit. To renew it: KASSA_BLESS=1 cargo test --test header
 */

#ifndef KASSA_H
#define KASSA_H

#include <stdint.h>

#if defined(_WIN32) && !defined(KASSA_STATIC)
#  define KASSA_API __declspec(dllimport)
#else
#  define KASSA_API
#endif

/** Version of the interface that this header describes; kassa_abi_version gives that of the library. */
#define KASSA_ABI_VERSION 1


/**
 * What became of a call.
 *
 * Whether the document of a failed call exists is said by `outcome` of the error object, and what may be done next by
 * `retry`. A status is never given another meaning or taken away.
 */
enum kassa_status
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * Done.
   */
  KASSA_STATUS_OK = 0,
  /**
   * A null pointer, or text that is not valid UTF-8 or UTF-16. Nothing was sent.
   */
  KASSA_STATUS_BAD_ARGUMENT = 1,
  /**
   * The handle is not an open one. Nothing was sent.
   */
  KASSA_STATUS_BAD_HANDLE = 2,
  /**
   * The configuration is wrong; `faults` lists every place.
   */
  KASSA_STATUS_BAD_CONFIG = 3,
  /**
   * The task is wrong; `faults` lists every place. Nothing was sent.
   */
  KASSA_STATUS_BAD_DOCUMENT = 4,
  /**
   * The backend has no such task or method. Nothing was sent.
   */
  KASSA_STATUS_UNSUPPORTED = 5,
  /**
   * There is no link to the device. Nothing was sent.
   */
  KASSA_STATUS_NO_LINK = 6,
  /**
   * The device said no. The document does not exist.
   */
  KASSA_STATUS_REFUSED = 7,
  /**
   * The link broke, and the device was seen not to have made the document. The same call may be made again.
   */
  KASSA_STATUS_NOT_MADE = 8,
  /**
   * Whether the document exists is not known yet. Call kassa_recover with its id, and do not send it anew.
   */
  KASSA_STATUS_UNKNOWN = 9,
  /**
   * A question or a non-fiscal print got no usable answer. The same call may be made again.
   */
  KASSA_STATUS_NO_ANSWER = 10,
  /**
   * Another thread or program holds the device, or an earlier document is not settled yet. Nothing was sent.
   */
  KASSA_STATUS_BUSY = 11,
  /**
   * The journal cannot be used. Nothing was sent.
   */
  KASSA_STATUS_JOURNAL = 12,
  /**
   * The external id belongs to a document of another content. Nothing was sent.
   */
  KASSA_STATUS_ID_REUSED = 13,
  /**
   * The journal knows no document of this id.
   */
  KASSA_STATUS_NOT_FOUND = 14,
  /**
   * A fault of this library; the device stays open and usable.
   */
  KASSA_STATUS_INTERNAL = 99,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum kassa_status kassa_status;
#else
typedef int32_t kassa_status;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * An open device.
 */
typedef struct kassa kassa;

/**
 * Receives a line of the log (UTF-8, valid for the time of the call) with the pointer given to kassa_set_log.
 *
 * It may be called from any thread that is inside a function of this library, also from several at once, and must not
 * call this library itself.
 */
typedef void (*kassa_log_fn)(void *user, const char *line);

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * Version of this interface. It grows by one when a function or a status is added; nothing is ever removed or changed
 * under the same library name, so a host asks for at least the version it was built for.
 */
KASSA_API uint32_t kassa_abi_version(void);

/**
 * Version of the library as text, `"0.1.0"`. It lives as long as the library and must not be freed.
 */
KASSA_API const char * kassa_version(void);

/**
 * Opens a device by its JSON configuration (UTF-8; docs/config.md lists the keys).
 *
 * Nothing is sent: the device may be off. The journal is opened or made. On KASSA_STATUS_OK `*device` holds a handle,
 * to be given back with kassa_close; otherwise it is null and kassa_last_error says why:
 * KASSA_STATUS_BAD_CONFIG lists every fault with its place, KASSA_STATUS_JOURNAL names the file.
 */
KASSA_API kassa_status kassa_open(const char * config, kassa ** device);

/**
 * The same as kassa_open for hosts whose strings are UTF-16.
 */
KASSA_API kassa_status kassa_open_w(const uint16_t * config, kassa ** device);

/**
 * Gives a device back. A call that another thread is still making finishes unharmed.
 *
 * Null is ignored; a handle that is not open, or no longer, gives KASSA_STATUS_BAD_HANDLE.
 */
KASSA_API kassa_status kassa_close(kassa * device);

/**
 * Carries out a task: `{"type": "sell", …}` (UTF-8; the schemas folder has one schema a task).
 *
 * `*answer` is set on every return and freed with kassa_string_free: on KASSA_STATUS_OK the answer, on any other
 * status `{"error": …}`; it is null only when `answer` itself or memory is. A fiscal document is made exactly once:
 * the same `externalId` again gives the recorded answer and sends nothing. After KASSA_STATUS_UNKNOWN call
 * kassa_recover with the `externalId` of the error, and do not send the document anew.
 */
KASSA_API kassa_status kassa_execute(kassa * device, const char * task, char ** answer);

/**
 * The same as kassa_execute for hosts whose strings are UTF-16; `*answer` is freed with kassa_string_free_w.
 */
KASSA_API kassa_status kassa_execute_w(kassa * device, const uint16_t * task, uint16_t ** answer);

/**
 * Does all that kassa_execute does short of sending: `*answer` holds the warnings, or the error with every fault.
 */
KASSA_API kassa_status kassa_validate(kassa * device, const char * task, char ** answer);

/**
 * The same as kassa_validate for hosts whose strings are UTF-16; `*answer` is freed with kassa_string_free_w.
 */
KASSA_API kassa_status kassa_validate_w(kassa * device, const uint16_t * task, uint16_t ** answer);

/**
 * Finds out what became of the document `external_id`, also after a restart and from another process.
 *
 * KASSA_STATUS_OK: it is registered, and `*answer` is its answer. KASSA_STATUS_NOT_MADE: it was not made, and the same
 * task may be sent again; `earlier` holds the error of then. KASSA_STATUS_UNKNOWN: ask again later; `candidates` lists
 * documents on the device that may be this one. KASSA_STATUS_NOT_FOUND: the journal never sent such a document.
 */
KASSA_API kassa_status kassa_recover(kassa * device, const char * external_id, char ** answer);

/**
 * The same as kassa_recover for hosts whose strings are UTF-16; `*answer` is freed with kassa_string_free_w.
 */
KASSA_API kassa_status kassa_recover_w(kassa * device, const uint16_t * external_id, uint16_t ** answer);

/**
 * Calls one of the backend's own methods by its own name, with its own parameters (JSON; null for none).
 *
 * `*answer` is what the device answered, whole. A method that makes a fiscal document goes through the journal like a
 * task.
 */
KASSA_API kassa_status kassa_call(kassa * device, const char * method, const char * params, char ** answer);

/**
 * The same as kassa_call for hosts whose strings are UTF-16; `*answer` is freed with kassa_string_free_w.
 */
KASSA_API kassa_status kassa_call_w(kassa * device, const uint16_t * method, const uint16_t * params, uint16_t ** answer);

/**
 * The error object of this thread's last failed call, as JSON; `*error` is null if none has failed.
 *
 * A call that succeeds leaves it as it is. Free it with kassa_string_free.
 */
KASSA_API kassa_status kassa_last_error(char ** error);

/**
 * The same as kassa_last_error for hosts whose strings are UTF-16; `*error` is freed with kassa_string_free_w.
 */
KASSA_API kassa_status kassa_last_error_w(uint16_t ** error);

/**
 * Sends each line of the log to `log` together with `user`; a null `log` ends that.
 *
 * It holds for the whole process. The lines have no secrets and no content of documents.
 */
KASSA_API kassa_status kassa_set_log(kassa_log_fn log, void *user);

/**
 * Frees text that this library gave. Null is ignored.
 */
KASSA_API void kassa_string_free(char * text);

/**
 * Frees UTF-16 text that this library gave. Null is ignored.
 */
KASSA_API void kassa_string_free_w(uint16_t * text);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* KASSA_H */

/*
 * kassa: one native driver for any fiscal register. The C interface.
 *
 * Life cycle. kassa_open opens a device, kassa_execute executes tasks on it, kassa_close closes it. Never unload the
 * library: it has thread-local data.
 *
 * Results. Almost every function returns a kassa_status; KASSA_STATUS_OK is 0. Every output parameter is written on
 * every return, with null if there is nothing to return. A failed call explains itself in `{"error": ...}` of its
 * answer and in kassa_last_error of the same thread: code, outcome (notSent, rejected, registered, unknown), retry
 * (safe, fixInput, recoverFirst, service), message and advice in Russian and English, docs (the page about it, such as
 * errors/unknown#lost), and the faults with their paths.
 * Any function with text or a handle may also return KASSA_STATUS_BAD_ARGUMENT (a null pointer, invalid text),
 * KASSA_STATUS_BAD_HANDLE and KASSA_STATUS_INTERNAL; the comments below do not repeat these.
 *
 * Exactly once. A fiscal document has an `externalId`, yours or one that the library made, and is sent at most once
 * under it. Repeat a call only if the outcome is notSent or rejected; after unknown call kassa_recover first.
 *
 * Ownership. What you pass in is read during the call and not kept. Text that is returned is yours: free it with
 * kassa_string_free, UTF-16 text with kassa_string_free_w, bytes with kassa_bytes_free. Only the text of kassa_version
 * must not be freed.
 *
 * Encoding. Text is UTF-8 and ends with a zero. Functions whose name ends in _w take and return UTF-16 in the byte
 * order of the machine, also on systems whose wchar_t is wider. Money in JSON is a number of roubles or tenge with
 * decimals, 428.80. The library reads and writes its digits; do not compute it with a double.
 *
 * Threads. Any function may be called from any thread. Calls on one device run one at a time, across all processes that
 * use the same journal; different devices do not wait for each other.
 *
 * Registration. Registering a register with the tax service takes days: see kassa_registration_start.
 *
 * Linking. -lkassa; on Windows the import library. The calling convention is cdecl everywhere.
 *
 * Generated from src/ffi; do not edit. To renew it: cargo xtask bless
 */

#ifndef KASSA_H
#define KASSA_H

#include <stdint.h>

#if defined(_WIN32) && !defined(KASSA_STATIC)
#  define KASSA_API __declspec(dllimport)
#else
#  define KASSA_API
#endif

/** Version of the interface in this header. kassa_abi_version returns that of the library. */
#define KASSA_ABI_VERSION 5


/**
 * The result of a call.
 *
 * After a failure, `outcome` of the error tells whether the document exists, and `retry` what the program may do next:
 * decide by these two, not by the status. A status never changes its meaning and is never removed.
 */
enum kassa_status
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * The call succeeded.
   */
  KASSA_STATUS_OK = 0,
  /**
   * A null pointer, or text that is not valid UTF-8 or UTF-16. Nothing was sent.
   */
  KASSA_STATUS_BAD_ARGUMENT = 1,
  /**
   * The handle is not open in this process: closed, never opened, or opened before a `fork` by the parent. Nothing
   * was sent.
   */
  KASSA_STATUS_BAD_HANDLE = 2,
  /**
   * The configuration is wrong; `faults` lists every wrong key.
   */
  KASSA_STATUS_BAD_CONFIG = 3,
  /**
   * The task is wrong; `faults` lists every wrong field. Nothing was sent.
   */
  KASSA_STATUS_BAD_DOCUMENT = 4,
  /**
   * The backend does not support this task or method. Nothing was sent.
   */
  KASSA_STATUS_UNSUPPORTED = 5,
  /**
   * There is no connection to the register. Nothing was sent.
   */
  KASSA_STATUS_NO_LINK = 6,
  /**
   * The register refused. The document does not exist.
   */
  KASSA_STATUS_REFUSED = 7,
  /**
   * The connection broke, and the register has not made the document. Make the same call again.
   */
  KASSA_STATUS_NOT_MADE = 8,
  /**
   * It is not known yet whether the document exists. Call kassa_recover with its id; do not send it again.
   */
  KASSA_STATUS_UNKNOWN = 9,
  /**
   * The register gave no usable answer to a query, possibly the one that precedes a document. Make the same call
   * again.
   */
  KASSA_STATUS_NO_ANSWER = 10,
  /**
   * Another thread or program uses the device, or an earlier document is unresolved. Nothing was sent, unless
   * `outcome` says otherwise.
   */
  KASSA_STATUS_BUSY = 11,
  /**
   * The journal cannot be used. Nothing was sent, unless `outcome` says otherwise.
   */
  KASSA_STATUS_JOURNAL = 12,
  /**
   * This `externalId` was already used for a document with different content. Nothing was sent.
   */
  KASSA_STATUS_ID_REUSED = 13,
  /**
   * The journal has nothing with this id, or the register has nothing of what was asked for.
   */
  KASSA_STATUS_NOT_FOUND = 14,
  /**
   * The call was cancelled with kassa_cancel. Nothing was sent, unless `outcome` says otherwise.
   */
  KASSA_STATUS_CANCELLED = 15,
  /**
   * The document is in the register's queue, because of `"wait": false` or because time ran out. It will be made or
   * refused; kassa_recover or a call-back tells which. Do not send it again.
   */
  KASSA_STATUS_PENDING = 16,
  /**
   * The shift is already open, or already closed: there is nothing to do, and no document was made. A program may
   * treat the call as done.
   */
  KASSA_STATUS_ALREADY_DONE = 17,
  /**
   * A defect of this library: please report it. The device stays open and usable.
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
 * An open connection to one register: a token from kassa_open, never dereferenced and never given out twice.
 */
typedef struct kassa_device kassa_device;

/**
 * A receipt that is put together field by field: a token from kassa_receipt_new.
 */
typedef struct kassa_receipt kassa_receipt;

/**
 * The place for the signature of one document: a token, valid while a kassa_sign_fn runs.
 */
typedef struct kassa_signature kassa_signature;

/**
 * Receives a result that arrived by a call-back.
 *
 * It runs on threads of the library, possibly on several at once, after the result is in the journal and before the
 * server is answered. The same result may arrive more than once. It may call this library, and must not throw or jump
 * out.
 *
 * @param user The pointer given to kassa_set_result.
 * @param result JSON in UTF-8 as kassa_recover returns it, valid during the call.
 */
typedef void (*kassa_result_fn)(void *user, const char *result);

/**
 * Receives a line of the log.
 *
 * It runs on any thread that is inside a function of this library, and on the threads that listen for call-backs,
 * possibly on several at once. It must not call this library, throw or jump out.
 *
 * @param user The pointer given to kassa_set_log or kassa_set_log_records.
 * @param line UTF-8 text without a line end, valid during the call; for kassa_set_log_records a JSON object.
 */
typedef void (*kassa_log_fn)(void *user, const char *line);

/**
 * Receives the progress of a call.
 *
 * It runs on the thread that makes the call, and may call only kassa_cancel of this library. It must not throw or jump
 * out.
 *
 * @param user The pointer given to kassa_set_progress.
 * @param progress JSON in UTF-8, valid during the call: `{"stage": "waiting"}`, then `looking`, `sending`, `settling`; for a document in a queue `queued`, `onRegister` and `done`; with numbers
 * `{"stage": "downloading", "done": 4096, "of": 65536}` and `relaying`.
 */
typedef void (*kassa_progress_fn)(void *user, const char *progress);

/**
 * Signs a document of an application.
 *
 * It runs on the thread that called kassa_registration_advance and may take its time: a person may have to be asked.
 * It must not throw or jump out, and may call only kassa_signature_set and kassa_cancel of this library.
 *
 * @param user The pointer given to kassa_registration_advance.
 * @param document `{"id", "kind", "name", "description", "applicationId"}` (JSON in UTF-8), valid during the call.
 * @param content The bytes to sign, valid during the call.
 * @param length Number of bytes.
 * @param into Pass it to kassa_signature_set together with the signature.
 * @return 0 if the signature was set; anything else if the document cannot be signed now.
 */
typedef int32_t (*kassa_sign_fn)(void *user, const char *document, const uint8_t *content, uintptr_t length, kassa_signature *into);

/**
 * Receives a call that has ended, with its stages.
 *
 * It runs on the thread that made the call, before the call returns, possibly on several threads at once. It must not call
 * this library, throw or jump out.
 *
 * @param user The pointer given to kassa_set_spans.
 * @param span A JSON object in UTF-8, valid during the call.
 */
typedef void (*kassa_span_fn)(void *user, const char *span);

/**
 * A fiscal document as the register made it.
 *
 * Texts are UTF-8 and end with a zero. What the register did not report is 0 or empty.
 */
typedef struct {
  /**
   * Size of the struct in your program, `sizeof`. Set it before the call.
   */
  uint32_t size;
  /**
   * Number of the fiscal document (tag 1040).
   */
  uint32_t number;
  /**
   * Number of the receipt within its shift (tag 1042).
   */
  uint32_t receipt_number;
  /**
   * Number of the shift (tag 1038).
   */
  uint32_t shift_number;
  /**
   * Total of the receipt in minor units: kopecks, tiyn (tag 1020).
   */
  int64_t total;
  /**
   * Change for the buyer, in minor units.
   */
  int64_t change;
  /**
   * 1 if the answer of the register was lost and the document was found afterwards.
   */
  int32_t recovered;
  /**
   * 1 if the document is registered but not printed completely: give the buyer a copy.
   */
  int32_t not_printed;
  /**
   * Number of notes; the JSON answer lists them under `warnings.notes`.
   */
  int32_t notes;
  /**
   * Always 0.
   */
  int32_t reserved;
  /**
   * Fiscal sign (tag 1077), digits.
   */
  uint8_t sign[32];
  /**
   * Date and time by the clock of the register (tag 1012).
   */
  uint8_t date_time[32];
  /**
   * Serial number of the fiscal drive (tag 1041).
   */
  uint8_t fn_number[32];
  /**
   * Registration number of the register (tag 1037).
   */
  uint8_t registration_number[32];
  /**
   * The `externalId` of the document: yours, or the one that the library made.
   */
  uint8_t external_id[192];
  /**
   * Text of the QR code (tag 1196).
   */
  uint8_t qr[192];
  /**
   * 1 if a test register made it, so it is not a fiscal document.
   */
  int32_t non_fiscal;
  /**
   * 1 if the register made it without the OFD, under an autonomous sign.
   */
  int32_t offline;
  /**
   * 1 if the register closed the shift by itself and made the document in the next one.
   */
  int32_t shift_closed;
  /**
   * 1 if the document is registered but could not be written to the journal: check the disk.
   */
  int32_t not_recorded;
  /**
   * 1 if it was recognised by its content alone, on a register that another program uses too: compare it with the
   * paper.
   */
  int32_t by_content;
  /**
   * 1 if the document numbers of the register went back: a restored memory, or a different register.
   */
  int32_t numbering_restarted;
  /**
   * Number of equal documents that other programs made since the last document of this journal. One of them may be
   * this very sale; the JSON answer lists them.
   */
  int32_t similar;
  /**
   * Always 0.
   */
  int32_t reserved2;
} kassa_document;

/**
 * The state of a register.
 *
 * What the register does not report is -1 or empty.
 */
typedef struct {
  /**
   * Size of the struct in your program, `sizeof`. Set it before the call.
   */
  uint32_t size;
  /**
   * 0 closed, 1 open, 2 open for longer than 24 hours.
   */
  int32_t shift;
  /**
   * Number of the open shift, or of the last one.
   */
  int32_t shift_number;
  /**
   * 1 if the register is registered with the tax service.
   */
  int32_t fiscal;
  /**
   * 1 if the register has a fiscal drive.
   */
  int32_t fn_present;
  /**
   * 1 if the fiscal drive reports a warning.
   */
  int32_t fn_warning;
  /**
   * Number of the last fiscal document.
   */
  int64_t last_document;
  /**
   * Date and time by the clock of the register.
   */
  uint8_t date_time[32];
} kassa_device_status;

/**
 * The error of the last failed call of a thread.
 *
 * Texts are UTF-8 and end with a zero; a text that is too long is cut.
 */
typedef struct {
  /**
   * Size of the struct in your program, `sizeof`. Set it before the call.
   */
  uint32_t size;
  /**
   * The status that the call returned; 0 if no call has failed.
   */
  int32_t code;
  /**
   * Does the document exist? 0 notSent, 1 rejected, 2 registered, 3 unknown.
   */
  int32_t outcome;
  /**
   * What the program may do: 0 safe, 1 fixInput, 2 recoverFirst, 3 service.
   */
  int32_t retry;
  /**
   * Error code of the register itself; -1 if it gave none.
   */
  int32_t backend_code;
  /**
   * HTTP status of the answer; 0 if there was none.
   */
  int32_t http_status;
  /**
   * Number of faults; kassa_last_error_fault returns each.
   */
  int32_t faults;
  /**
   * Always 0.
   */
  int32_t reserved;
  /**
   * The `externalId` of the document concerned; empty if there is none.
   */
  uint8_t external_id[192];
  /**
   * Path of the first fault: `items[0].tax.type`; empty if there is none.
   */
  uint8_t path[192];
  /**
   * What happened, in Russian, followed by the first fault if there is one.
   */
  uint8_t message_ru[512];
  /**
   * The same in English.
   */
  uint8_t message_en[512];
  /**
   * What to do now, in Russian.
   */
  uint8_t advice_ru[512];
  /**
   * The same in English.
   */
  uint8_t advice_en[512];
} kassa_error;

/**
 * One fault of a task or a configuration.
 *
 * Texts are UTF-8 and end with a zero; a text that is too long is cut.
 */
typedef struct {
  /**
   * Size of the struct in your program, `sizeof`. Set it before the call.
   */
  uint32_t size;
  /**
   * Always 0.
   */
  int32_t reserved;
  /**
   * Path of the field, `items[0].tax.type`; empty for the document as a whole.
   */
  uint8_t path[192];
  /**
   * The value as you gave it, shortened; empty if it is missing.
   */
  uint8_t value[192];
  /**
   * Name of the rule, as the key `rules` of the configuration spells it.
   */
  uint8_t rule[32];
  /**
   * What is wrong, in Russian.
   */
  uint8_t message_ru[512];
  /**
   * The same in English.
   */
  uint8_t message_en[512];
} kassa_fault;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * Returns the version of this interface.
 *
 * The number grows by one when a function, a status or a field is added. Nothing is removed or changed under the
 * same library name, so check once, at start, that it is at least KASSA_ABI_VERSION.
 *
 * Threads: any, several at once.
 *
 * @return The version of the library that is loaded, 5 or more.
 */
KASSA_API uint32_t kassa_abi_version(void);

/**
 * Returns the version of the library as text, such as `"0.1.0"`.
 *
 * Threads: any, several at once.
 *
 * @return UTF-8 text that lives as long as the library. Do not free it.
 */
KASSA_API const char * kassa_version(void);

/**
 * Opens a device from its JSON configuration.
 *
 * Sends nothing, so the register may be switched off. Opens the journal, and creates it if it does not exist.
 *
 * The handle is a token that is never given out twice, and belongs to this process. In a child process made by
 * `fork` every call with it returns KASSA_STATUS_BAD_HANDLE; open the device again there.
 *
 * Threads: any, several at once. The same register may be opened more than once.
 *
 * ```c
 * kassa_device *device = NULL;
 * if (kassa_open("{\"backend\": \"icash\", \"url\": \"http://192.168.1.10:8080\"}", &device) != KASSA_STATUS_OK) {
 *     char *error = NULL;
 *     kassa_last_error(&error);
 *     puts(error ? error : "out of memory");
 *     kassa_string_free(error);
 * }
 * kassa_close(device);
 * ```
 *
 * @param config JSON object in UTF-8; docs/en/config.md lists the keys.
 * @param device Receives the handle, or null on failure. Give it back with kassa_close.
 * @return KASSA_STATUS_OK, or a status that kassa_last_error explains. KASSA_STATUS_BAD_CONFIG: `faults` lists
 * every wrong key. KASSA_STATUS_JOURNAL: the journal cannot be opened; the message names the file.
 */
KASSA_API kassa_status kassa_open(const char * config, kassa_device ** device);

/**
 * The same as kassa_open, with UTF-16 text.
 *
 * @param config JSON object in UTF-16; docs/en/config.md lists the keys.
 * @param device Receives the handle, or null on failure. Give it back with kassa_close.
 * @return As kassa_open returns.
 */
KASSA_API kassa_status kassa_open_w(const uint16_t * config, kassa_device ** device);

/**
 * Closes a device and gives its handle back.
 *
 * A call that another thread is making on the device finishes normally; later calls return
 * KASSA_STATUS_BAD_HANDLE. Listening (kassa_listen) ends first: when this returns, the function set with
 * kassa_set_result is no longer running, unless it made this call itself.
 *
 * Threads: any. It waits for a running result function, so do not hold a lock that this function takes.
 *
 * @param device Handle from kassa_open; null is ignored.
 * @return KASSA_STATUS_OK, or KASSA_STATUS_BAD_HANDLE if the handle is not open. In a child made by `fork`, a
 * handle of the parent gives KASSA_STATUS_OK and the device stays open for the parent.
 */
KASSA_API kassa_status kassa_close(kassa_device * device);

/**
 * Executes a task: makes a fiscal document, prints, or asks the register.
 *
 * A fiscal document is made exactly once per `externalId`: calling again with the same id and content returns the
 * recorded answer and sends nothing. If the task has no `externalId`, the library makes one and returns it.
 *
 * Threads: any. Calls on one device run one at a time, in the order in which they came; a call waits for the
 * others for at most `deadlineMs`.
 *
 * ```c
 * char *answer = NULL;
 * kassa_status status = kassa_execute(device, "{\"type\": \"openShift\", \"externalId\": \"shift-12\"}", &answer);
 * if (status == KASSA_STATUS_UNKNOWN) {
 *     kassa_string_free(answer);
 *     status = kassa_recover(device, "shift-12", &answer);
 * }
 * kassa_string_free(answer);
 * ```
 *
 * @param device Handle from kassa_open.
 * @param task JSON object in UTF-8, `{"type": "sell", …}`. The folder schemas has a JSON schema for each task.
 * @param answer Receives the answer (JSON in UTF-8) on KASSA_STATUS_OK and `{"error": …}` on any other status.
 * Free it with kassa_string_free. Null only if memory ran out.
 * @return KASSA_STATUS_OK: done; look at `warnings` of the answer. KASSA_STATUS_BAD_DOCUMENT: `faults` lists every
 * wrong field; nothing was sent. KASSA_STATUS_UNKNOWN and KASSA_STATUS_PENDING: call kassa_recover with the
 * `externalId` of the error and do not send the document again. On any other status decide by `outcome` and
 * `retry` of the error.
 */
KASSA_API kassa_status kassa_execute(kassa_device * device, const char * task, char ** answer);

/**
 * The same as kassa_execute, with UTF-16 text.
 *
 * @param device Handle from kassa_open.
 * @param task JSON object in UTF-16, `{"type": "sell", …}`. The folder schemas has a JSON schema for each task.
 * @param answer Receives the answer (JSON in UTF-16) on KASSA_STATUS_OK and `{"error": …}` on any other status.
 * Free it with kassa_string_free_w. Null only if memory ran out.
 * @return As kassa_execute returns.
 */
KASSA_API kassa_status kassa_execute_w(kassa_device * device, const uint16_t * task, uint16_t ** answer);

/**
 * Checks a task as kassa_execute does, and sends nothing.
 *
 * Threads: any, several at once.
 *
 * @param device Handle from kassa_open.
 * @param task JSON object in UTF-8, as for kassa_execute.
 * @param answer Receives `{"warnings": …}` on KASSA_STATUS_OK and `{"error": …}` on any other status. Free it with
 * kassa_string_free. Null only if memory ran out.
 * @return KASSA_STATUS_OK if kassa_execute would send it. KASSA_STATUS_BAD_DOCUMENT: `faults` lists every wrong
 * field. KASSA_STATUS_UNSUPPORTED: this backend has no such task.
 */
KASSA_API kassa_status kassa_validate(kassa_device * device, const char * task, char ** answer);

/**
 * The same as kassa_validate, with UTF-16 text.
 *
 * @param device Handle from kassa_open.
 * @param task JSON object in UTF-16, as for kassa_execute.
 * @param answer Receives `{"warnings": …}` on KASSA_STATUS_OK and `{"error": …}` on any other status. Free it with
 * kassa_string_free_w. Null only if memory ran out.
 * @return As kassa_validate returns.
 */
KASSA_API kassa_status kassa_validate_w(kassa_device * device, const uint16_t * task, uint16_t ** answer);

/**
 * Finds out what became of a document.
 *
 * Works after a restart and from another process, as long as the journal is the same. May ask the register; never
 * makes a document.
 *
 * Threads: any. Calls on one device run one at a time, in the order in which they came; a call waits for the
 * others for at most `deadlineMs`.
 *
 * @param device Handle from kassa_open.
 * @param external_id The `externalId` of the document, UTF-8.
 * @param answer Receives the answer (JSON in UTF-8) on KASSA_STATUS_OK and `{"error": …}` on any other status.
 * Free it with kassa_string_free. Null only if memory ran out.
 * @return KASSA_STATUS_OK: it is registered, and `*answer` is its answer. KASSA_STATUS_NOT_MADE: it was not made;
 * the same task may be sent again, and `earlier` holds the error of the first call. KASSA_STATUS_UNKNOWN: still
 * unknown; ask again later, `candidates` lists documents on the register that may be this one.
 * KASSA_STATUS_PENDING: it is still in the queue. KASSA_STATUS_NOT_FOUND: this journal has no document with this
 * id.
 */
KASSA_API kassa_status kassa_recover(kassa_device * device, const char * external_id, char ** answer);

/**
 * The same as kassa_recover, with UTF-16 text.
 *
 * @param device Handle from kassa_open.
 * @param external_id The `externalId` of the document, UTF-16.
 * @param answer Receives the answer (JSON in UTF-16) on KASSA_STATUS_OK and `{"error": …}` on any other status.
 * Free it with kassa_string_free_w. Null only if memory ran out.
 * @return As kassa_recover returns.
 */
KASSA_API kassa_status kassa_recover_w(kassa_device * device, const uint16_t * external_id, uint16_t ** answer);

/**
 * Reads documents that the journal has lost back from the register.
 *
 * Call it after KASSA_STATUS_JOURNAL reported lost documents, when a person has decided so. It may take ten minutes,
 * whatever `deadlineMs` is. A register must be on: it is asked for its fiscal drive first. If nothing is lost, it
 * changes nothing.
 *
 * Afterwards documents can be made again. A task that matches a document found here is that document if it carries
 * the mark of the task; otherwise it returns KASSA_STATUS_UNKNOWN once, with that document in `candidates`.
 *
 * Threads: any. Calls on one device run one at a time, in the order in which they came.
 *
 * @param device Handle from kassa_open.
 * @param answer Receives `documents` (what was found) and `lost` (how many the journal lacked; null if nothing
 * counts that) on KASSA_STATUS_OK,
 * and `{"error": …}` on any other status. Free it with kassa_string_free. Null only if memory ran out.
 * @return KASSA_STATUS_OK, or a status that `*answer` explains; then it can be called again.
 */
KASSA_API kassa_status kassa_rebuild_journal(kassa_device * device, char ** answer);

/**
 * The same as kassa_rebuild_journal, with UTF-16 text.
 *
 * @param device Handle from kassa_open.
 * @param answer Receives `documents` (what was found) and `lost` (how many the journal lacked; null if nothing
 * counts that) on KASSA_STATUS_OK,
 * and `{"error": …}` on any other status. Free it with kassa_string_free_w. Null only if memory ran out.
 * @return As kassa_rebuild_journal returns.
 */
KASSA_API kassa_status kassa_rebuild_journal_w(kassa_device * device, uint16_t ** answer);

/**
 * Calls a native method of the backend by its own name, with its own parameters.
 *
 * A method that makes a fiscal document goes through the journal like a task.
 *
 * Threads: any. Calls on one device run one at a time, in the order in which they came; a call waits for the
 * others for at most `deadlineMs`.
 *
 * @param device Handle from kassa_open.
 * @param method Name of the method as the vendor writes it, UTF-8.
 * @param params JSON object in UTF-8; null for none.
 * @param answer Receives what the device answered, unchanged, on KASSA_STATUS_OK, and `{"error": …}` on any other
 * status. Free it with kassa_string_free. Null only if memory ran out.
 * @return KASSA_STATUS_OK, or a status that `*answer` explains. KASSA_STATUS_UNSUPPORTED: the backend has no such
 * method; nothing was sent.
 */
KASSA_API kassa_status kassa_call(kassa_device * device, const char * method, const char * params, char ** answer);

/**
 * The same as kassa_call, with UTF-16 text.
 *
 * @param device Handle from kassa_open.
 * @param method Name of the method as the vendor writes it, UTF-16.
 * @param params JSON object in UTF-16; null for none.
 * @param answer Receives what the device answered, unchanged, on KASSA_STATUS_OK, and `{"error": …}` on any other
 * status. Free it with kassa_string_free_w. Null only if memory ran out.
 * @return As kassa_call returns.
 */
KASSA_API kassa_status kassa_call_w(kassa_device * device, const uint16_t * method, const uint16_t * params, uint16_t ** answer);

/**
 * Handles a call-back of a queue server that arrived at your own web server.
 *
 * The call-back may be about any register of the service whose documents are in the journal. It is only a hint:
 * the library asks the server for the document, for at most five seconds, and believes what the server shows.
 * Handling the same call-back twice is harmless.
 *
 * Answer the server with HTTP 200 on KASSA_STATUS_OK, 403 or 400 on KASSA_STATUS_BAD_DOCUMENT, 403 on
 * KASSA_STATUS_BAD_CONFIG, 404 on KASSA_STATUS_NOT_FOUND, and 503 on any other status; after 503 the server calls
 * again.
 *
 * Threads: any, several at once.
 *
 * @param device Handle from kassa_open.
 * @param headers HTTP headers as a JSON object, name to value, UTF-8.
 * @param body Body of the request as it came, UTF-8.
 * @param answer Receives what kassa_recover returns for the document from now on; `{"trial": true}` for a
 * call-back about no document; `{"error": …}` for a refused document and on any status but KASSA_STATUS_OK. Free
 * it with kassa_string_free. Null only if memory ran out.
 * @return KASSA_STATUS_OK: the result is in the journal. KASSA_STATUS_BAD_DOCUMENT: the call-back is unauthorized
 * (fault at `headers`) or unreadable (fault at `body`). KASSA_STATUS_BAD_CONFIG: the configuration has no
 * `callbackKey`. KASSA_STATUS_NOT_FOUND: the document is not in this journal. KASSA_STATUS_PENDING: the server
 * cannot be asked, or shows no result yet.
 */
KASSA_API kassa_status kassa_parse_callback(kassa_device * device, const char * headers, const char * body, char ** answer);

/**
 * The same as kassa_parse_callback, with UTF-16 text.
 *
 * @param device Handle from kassa_open.
 * @param headers HTTP headers as a JSON object, name to value, UTF-16.
 * @param body Body of the request as it came, UTF-16.
 * @param answer Receives what kassa_recover returns for the document from now on; `{"trial": true}` for a
 * call-back about no document; `{"error": …}` for a refused document and on any status but KASSA_STATUS_OK. Free
 * it with kassa_string_free_w. Null only if memory ran out.
 * @return As kassa_parse_callback returns.
 */
KASSA_API kassa_status kassa_parse_callback_w(kassa_device * device, const uint16_t * headers, const uint16_t * body, uint16_t ** answer);

/**
 * Starts to listen for call-backs of a queue server, for hosts without a web server; a null `address` stops it.
 *
 * A device listens at one address: a new one replaces the old one. kassa_close stops listening, too. Each
 * call-back is answered as kassa_parse_callback describes, with 200 only after its result is in the journal. It is
 * plain HTTP: put a web server in front of it if it can be reached from outside.
 *
 * Threads: any. Stopping waits for a running result function, so do not hold a lock that this function takes; a
 * call made by the function itself does not wait.
 *
 * @param device Handle from kassa_open.
 * @param address Address and port, `127.0.0.1:8085`, UTF-8. Port 0 takes a free port. Null stops listening.
 * @param answer Receives `{"listening": "127.0.0.1:8085"}` on KASSA_STATUS_OK and `{"error": …}` on any other
 * status. Free it with kassa_string_free. Null only if memory ran out.
 * @return KASSA_STATUS_OK, or a status that `*answer` explains; then it listens where it listened before.
 * KASSA_STATUS_BAD_CONFIG: it cannot listen at this address. KASSA_STATUS_CANCELLED: kassa_cancel came while the
 * name was looked up, which takes at most ten seconds.
 */
KASSA_API kassa_status kassa_listen(kassa_device * device, const char * address, char ** answer);

/**
 * The same as kassa_listen, with UTF-16 text.
 *
 * @param device Handle from kassa_open.
 * @param address Address and port, `127.0.0.1:8085`, UTF-16. Port 0 takes a free port. Null stops listening.
 * @param answer Receives `{"listening": "127.0.0.1:8085"}` on KASSA_STATUS_OK and `{"error": …}` on any other
 * status. Free it with kassa_string_free_w. Null only if memory ran out.
 * @return As kassa_listen returns.
 */
KASSA_API kassa_status kassa_listen_w(kassa_device * device, const uint16_t * address, uint16_t ** answer);

/**
 * Sets the function that receives the results which arrive while listening (kassa_listen); null removes it.
 *
 * A call-back that is being handled may still call the previous function. Keep it, and the data behind `user`,
 * until kassa_listen with null or kassa_close has returned.
 *
 * Threads: any, several at once.
 *
 * @param device Handle from kassa_open.
 * @param result The function, or null.
 * @param user Passed to the function unchanged; the library does not read it.
 * @return KASSA_STATUS_OK or KASSA_STATUS_BAD_HANDLE.
 */
KASSA_API kassa_status kassa_set_result(kassa_device * device, kassa_result_fn result, void *user);

/**
 * Returns the error of the last failed call of this thread as JSON: `{"error": …}`, as the answer of a failed call has it.
 *
 * A call that succeeds does not reset it.
 *
 * Threads: any; each thread has its own last error.
 *
 * @param error Receives `{"error": …}`, or null if no call has failed. Free it with kassa_string_free.
 * @return KASSA_STATUS_OK, or KASSA_STATUS_BAD_ARGUMENT if `error` is null.
 */
KASSA_API kassa_status kassa_last_error(char ** error);

/**
 * The same as kassa_last_error, with UTF-16 text.
 *
 * @param error Receives `{"error": …}`, or null if no call has failed. Free it with kassa_string_free_w.
 * @return As kassa_last_error returns.
 */
KASSA_API kassa_status kassa_last_error_w(uint16_t ** error);

/**
 * Sets the function that receives the lines of the log, for the whole process; null removes it.
 *
 * Lines contain no secrets and no content of documents. A call that is running may still use the previous
 * function: keep it, and the data behind `user`, until such calls have returned.
 *
 * Threads: any, several at once.
 *
 * @param log The function, or null.
 * @param user Passed to the function unchanged; the library does not read it.
 * @return KASSA_STATUS_OK.
 */
KASSA_API kassa_status kassa_set_log(kassa_log_fn log, void *user);

/**
 * Sets the function that receives the lines of the log as JSON, for the whole process; null removes it.
 *
 * For a host with a log of its own, which has levels: each line is
 * `{"level": "info", "device": "icash 192.168.1.10:8080", "externalId": "order-1", "text": "sell: registered 1043 in 402 ms"}`;
 * `level` is `error`, `warning`, `info` or `debug`, `device` and `externalId` are missing if the line is about none.
 * These are the lines of the configuration's `log` at all levels, except requests and answers. Lines contain no
 * secrets and no content of documents. A call that is running may still use the previous function: keep it, and the
 * data behind `user`, until such calls have returned. The function of kassa_set_log is another one.
 *
 * Threads: any, several at once.
 *
 * @param log The function, or null.
 * @param user Passed to the function unchanged; the library does not read it.
 * @return KASSA_STATUS_OK.
 */
KASSA_API kassa_status kassa_set_log_records(kassa_log_fn log, void *user);

/**
 * Sets the function that receives the progress of calls on this device; null removes it.
 *
 * A call that is running keeps the function that it began with: keep that function, and the data behind `user`,
 * until the call has returned. The function may call kassa_cancel; other calls on this device that it makes return
 * KASSA_STATUS_BUSY.
 *
 * Threads: any, several at once.
 *
 * @param device Handle from kassa_open.
 * @param progress The function, or null.
 * @param user Passed to the function unchanged; the library does not read it.
 * @return KASSA_STATUS_OK or KASSA_STATUS_BAD_HANDLE.
 */
KASSA_API kassa_status kassa_set_progress(kassa_device * device, kassa_progress_fn progress, void *user);

/**
 * Cancels the calls that other threads are making on this device.
 *
 * Returns at once. The cancelled calls return soon: with KASSA_STATUS_CANCELLED if no fiscal document was sent
 * yet, otherwise with KASSA_STATUS_UNKNOWN, because what was sent cannot be called back. Calls that begin later
 * are not affected.
 *
 * Threads: any; also from within a progress function or a signer.
 *
 * @param device Handle from kassa_open.
 * @return KASSA_STATUS_OK or KASSA_STATUS_BAD_HANDLE.
 */
KASSA_API kassa_status kassa_cancel(kassa_device * device);

/**
 * Frees UTF-8 text that this library returned.
 *
 * Threads: any.
 *
 * @param text The text as it was returned, unchanged. Null is ignored.
 */
KASSA_API void kassa_string_free(char * text);

/**
 * Frees UTF-16 text that this library returned.
 *
 * Threads: any.
 *
 * @param text The text as it was returned, unchanged. Null is ignored.
 */
KASSA_API void kassa_string_free_w(uint16_t * text);

/**
 * Asks the register for its state.
 *
 * Fields that the register does not report are -1 or empty.
 *
 * Threads: any. Calls on one device run one at a time, in the order in which they came; a call waits for the
 * others for at most `deadlineMs`.
 *
 * @param device Handle from kassa_open.
 * @param status Receives the state; set its `size` before the call.
 * @return KASSA_STATUS_OK, or a status that kassa_last_error_record explains. KASSA_STATUS_BAD_ARGUMENT: `status`
 * is null or its `size` is not set.
 */
KASSA_API kassa_status kassa_get_status(kassa_device * device, kassa_device_status * status);

/**
 * Opens a shift.
 *
 * Threads: any. Calls on one device run one at a time, in the order in which they came; a call waits for the
 * others for at most `deadlineMs`.
 *
 * @param device Handle from kassa_open.
 * @param cashier Name of the cashier, UTF-8. Null or empty leaves it out.
 * @param document Receives the document; set its `size` before the call. Null if you do not need it.
 * @return KASSA_STATUS_OK if the document is registered. KASSA_STATUS_UNKNOWN: it is not known yet whether it is.
 * Take `external_id` from kassa_last_error_record, call kassa_recover_document with it, and do not send the
 * document again before.
 */
KASSA_API kassa_status kassa_open_shift(kassa_device * device, const char * cashier, kassa_document * document);

/**
 * The same as kassa_open_shift, with UTF-16 text.
 *
 * @param device Handle from kassa_open.
 * @param cashier Name of the cashier, UTF-16. Null or empty leaves it out.
 * @param document Receives the document; set its `size` before the call. Null if you do not need it.
 * @return As kassa_open_shift returns.
 */
KASSA_API kassa_status kassa_open_shift_w(kassa_device * device, const uint16_t * cashier, kassa_document * document);

/**
 * Closes the shift (Z report).
 *
 * Threads: any. Calls on one device run one at a time, in the order in which they came; a call waits for the
 * others for at most `deadlineMs`.
 *
 * @param device Handle from kassa_open.
 * @param cashier Name of the cashier, UTF-8. Null or empty leaves it out.
 * @param document Receives the document; set its `size` before the call. Null if you do not need it.
 * @return KASSA_STATUS_OK if the document is registered. KASSA_STATUS_UNKNOWN: it is not known yet whether it is.
 * Take `external_id` from kassa_last_error_record, call kassa_recover_document with it, and do not send the
 * document again before.
 */
KASSA_API kassa_status kassa_close_shift(kassa_device * device, const char * cashier, kassa_document * document);

/**
 * The same as kassa_close_shift, with UTF-16 text.
 *
 * @param device Handle from kassa_open.
 * @param cashier Name of the cashier, UTF-16. Null or empty leaves it out.
 * @param document Receives the document; set its `size` before the call. Null if you do not need it.
 * @return As kassa_close_shift returns.
 */
KASSA_API kassa_status kassa_close_shift_w(kassa_device * device, const uint16_t * cashier, kassa_document * document);

/**
 * Prints a report of the shift so far (X-отчёт). It is not a fiscal document.
 *
 * Threads: any. Calls on one device run one at a time, in the order in which they came; a call waits for the
 * others for at most `deadlineMs`.
 *
 * @param device Handle from kassa_open.
 * @param cashier Name of the cashier, UTF-8. Null or empty leaves it out.
 * @return KASSA_STATUS_OK, or a status that kassa_last_error_record explains.
 */
KASSA_API kassa_status kassa_print_x_report(kassa_device * device, const char * cashier);

/**
 * The same as kassa_print_x_report, with UTF-16 text.
 *
 * @param device Handle from kassa_open.
 * @param cashier Name of the cashier, UTF-16. Null or empty leaves it out.
 * @return As kassa_print_x_report returns.
 */
KASSA_API kassa_status kassa_print_x_report_w(kassa_device * device, const uint16_t * cashier);

/**
 * Records cash put into the drawer (внесение).
 *
 * Threads: any. Calls on one device run one at a time, in the order in which they came; a call waits for the
 * others for at most `deadlineMs`.
 *
 * @param device Handle from kassa_open.
 * @param sum Sum in minor units: kopecks, tiyn.
 * @param document Receives the document; set its `size` before the call. Null if you do not need it.
 * @return KASSA_STATUS_OK if the document is registered. KASSA_STATUS_UNKNOWN: it is not known yet whether it is.
 * Take `external_id` from kassa_last_error_record, call kassa_recover_document with it, and do not send the
 * document again before.
 */
KASSA_API kassa_status kassa_cash_in(kassa_device * device, int64_t sum, kassa_document * document);

/**
 * Records cash taken out of the drawer (выплата).
 *
 * Threads: any. Calls on one device run one at a time, in the order in which they came; a call waits for the
 * others for at most `deadlineMs`.
 *
 * @param device Handle from kassa_open.
 * @param sum Sum in minor units: kopecks, tiyn.
 * @param document Receives the document; set its `size` before the call. Null if you do not need it.
 * @return KASSA_STATUS_OK if the document is registered. KASSA_STATUS_UNKNOWN: it is not known yet whether it is.
 * Take `external_id` from kassa_last_error_record, call kassa_recover_document with it, and do not send the
 * document again before.
 */
KASSA_API kassa_status kassa_cash_out(kassa_device * device, int64_t sum, kassa_document * document);

/**
 * Prints text that is not fiscal.
 *
 * Threads: any. Calls on one device run one at a time, in the order in which they came; a call waits for the
 * others for at most `deadlineMs`.
 *
 * @param device Handle from kassa_open.
 * @param text UTF-8; each line of it is printed as a line, at most 10,000.
 * @return KASSA_STATUS_OK, or a status that kassa_last_error_record explains.
 */
KASSA_API kassa_status kassa_print_text(kassa_device * device, const char * text);

/**
 * The same as kassa_print_text, with UTF-16 text.
 *
 * @param device Handle from kassa_open.
 * @param text UTF-16; each line of it is printed as a line, at most 10,000.
 * @return As kassa_print_text returns.
 */
KASSA_API kassa_status kassa_print_text_w(kassa_device * device, const uint16_t * text);

/**
 * Creates a receipt that is put together field by field. Nothing is sent.
 *
 * A receipt belongs to no device, and to the process that created it.
 *
 * Threads: any, several at once.
 *
 * ```c
 * kassa_receipt *receipt = NULL;
 * kassa_document document = {0};
 * document.size = sizeof document;
 * kassa_receipt_new("sell", &receipt);
 * kassa_receipt_set(receipt, "externalId", "order-1001");
 * kassa_receipt_set(receipt, "taxationType", "osn");
 * kassa_receipt_add_item(receipt, "Cheese", 82000, 355000, 29110, "vat10"); // 0.355 kg at 820.00: 291.10
 * kassa_receipt_set(receipt, "items[0].measurementUnit", "kilogram");
 * kassa_receipt_add_payment(receipt, "cash", 30000);
 * kassa_print_receipt(device, receipt, &document);
 * kassa_receipt_free(receipt);
 * ```
 *
 * @param kind Type of the task, UTF-8: "sell", "sellReturn", "buy", "buyReturn", "sellCorrection" and so on.
 * @param receipt Receives the handle, or null on failure. Give it back with kassa_receipt_free.
 * @return KASSA_STATUS_OK, or KASSA_STATUS_BAD_DOCUMENT if there is no such type.
 */
KASSA_API kassa_status kassa_receipt_new(const char * kind, kassa_receipt ** receipt);

/**
 * The same as kassa_receipt_new, with UTF-16 text.
 *
 * @param kind Type of the task, UTF-16: "sell", "sellReturn", "buy", "buyReturn", "sellCorrection" and so on.
 * @param receipt Receives the handle, or null on failure. Give it back with kassa_receipt_free.
 * @return As kassa_receipt_new returns.
 */
KASSA_API kassa_status kassa_receipt_new_w(const uint16_t * kind, kassa_receipt ** receipt);

/**
 * Adds a line to a receipt.
 *
 * Set its other fields with kassa_receipt_set: `items[0].paymentMethod`. Values are checked when the receipt is
 * printed.
 *
 * Threads: any. Calls on one receipt run one at a time.
 *
 * @param receipt Handle from kassa_receipt_new.
 * @param name What is sold (tag 1030), UTF-8.
 * @param price Price of one unit in minor units: 45.90 is 4590.
 * @param quantity Quantity in millionths: 1.5 kg is 1500000.
 * @param amount Sum of the line in minor units; price × quantity within one minor unit.
 * @param tax VAT rate, UTF-8: "vat10", "vat22", "none" and so on. Null leaves it out.
 * @return KASSA_STATUS_OK, KASSA_STATUS_BAD_HANDLE, or KASSA_STATUS_BAD_ARGUMENT for a null name or invalid text.
 */
KASSA_API kassa_status kassa_receipt_add_item(kassa_receipt * receipt, const char * name, int64_t price, int64_t quantity, int64_t amount, const char * tax);

/**
 * The same as kassa_receipt_add_item, with UTF-16 text.
 *
 * @param receipt Handle from kassa_receipt_new.
 * @param name What is sold (tag 1030), UTF-16.
 * @param price Price of one unit in minor units: 45.90 is 4590.
 * @param quantity Quantity in millionths: 1.5 kg is 1500000.
 * @param amount Sum of the line in minor units; price × quantity within one minor unit.
 * @param tax VAT rate, UTF-16: "vat10", "vat22", "none" and so on. Null leaves it out.
 * @return As kassa_receipt_add_item returns.
 */
KASSA_API kassa_status kassa_receipt_add_item_w(kassa_receipt * receipt, const uint16_t * name, int64_t price, int64_t quantity, int64_t amount, const uint16_t * tax);

/**
 * Adds a payment to a receipt.
 *
 * Threads: any. Calls on one receipt run one at a time.
 *
 * @param receipt Handle from kassa_receipt_new.
 * @param kind Payment type, UTF-8: "cash", "electronically", "prepaid", "credit", "mobile" or "other".
 * @param sum Sum in minor units. Cash may exceed the total; the document tells the change.
 * @return KASSA_STATUS_OK, KASSA_STATUS_BAD_HANDLE, or KASSA_STATUS_BAD_ARGUMENT for a null kind or invalid text.
 */
KASSA_API kassa_status kassa_receipt_add_payment(kassa_receipt * receipt, const char * kind, int64_t sum);

/**
 * The same as kassa_receipt_add_payment, with UTF-16 text.
 *
 * @param receipt Handle from kassa_receipt_new.
 * @param kind Payment type, UTF-16: "cash", "electronically", "prepaid", "credit", "mobile" or "other".
 * @param sum Sum in minor units. Cash may exceed the total; the document tells the change.
 * @return As kassa_receipt_add_payment returns.
 */
KASSA_API kassa_status kassa_receipt_add_payment_w(kassa_receipt * receipt, const uint16_t * kind, int64_t sum);

/**
 * Sets any field of a receipt by its path in the JSON task.
 *
 * An array grows by setting the element after its last one. After a failure the receipt is unchanged. The time
 * that this takes does not depend on the length of the receipt.
 *
 * Threads: any. Calls on one receipt run one at a time.
 *
 * @param receipt Handle from kassa_receipt_new.
 * @param path Path of the field, UTF-8: `externalId`, `operator.name`, `items[0].agentInfo.agents[0]`.
 * @param value The value as UTF-8 text: a number with a decimal point, a flag as "true" or "false".
 * @return KASSA_STATUS_OK, or KASSA_STATUS_BAD_DOCUMENT if the task has no such field or the value is of the wrong
 * type.
 */
KASSA_API kassa_status kassa_receipt_set(kassa_receipt * receipt, const char * path, const char * value);

/**
 * The same as kassa_receipt_set, with UTF-16 text.
 *
 * @param receipt Handle from kassa_receipt_new.
 * @param path Path of the field, UTF-16: `externalId`, `operator.name`, `items[0].agentInfo.agents[0]`.
 * @param value The value as UTF-16 text: a number with a decimal point, a flag as "true" or "false".
 * @return As kassa_receipt_set returns.
 */
KASSA_API kassa_status kassa_receipt_set_w(kassa_receipt * receipt, const uint16_t * path, const uint16_t * value);

/**
 * Frees a receipt, printed or not.
 *
 * Threads: any.
 *
 * @param receipt Handle from kassa_receipt_new; null is ignored.
 * @return KASSA_STATUS_OK, or KASSA_STATUS_BAD_HANDLE if it was freed before. In a child made by `fork`, a receipt
 * of the parent gives KASSA_STATUS_OK and stays with the parent.
 */
KASSA_API kassa_status kassa_receipt_free(kassa_receipt * receipt);

/**
 * Makes the receipt on the register, exactly once under its `externalId`.
 *
 * If the receipt has no `externalId`, the library makes one; find it in `document->external_id` or, after a
 * failure, in kassa_last_error_record. The receipt stays as it was and may be printed again, for example after
 * KASSA_STATUS_NO_LINK.
 *
 * Threads: any. Calls on one device run one at a time, in the order in which they came; a call waits for the
 * others for at most `deadlineMs`.
 *
 * @param device Handle from kassa_open.
 * @param receipt Handle from kassa_receipt_new; still yours to free.
 * @param document Receives the document; set its `size` before the call. Null if you do not need it.
 * @return KASSA_STATUS_OK if the document is registered. KASSA_STATUS_UNKNOWN: it is not known yet whether it is.
 * Take `external_id` from kassa_last_error_record, call kassa_recover_document with it, and do not send the
 * document again before. KASSA_STATUS_BAD_DOCUMENT: kassa_last_error_fault lists every wrong field; nothing was
 * sent.
 */
KASSA_API kassa_status kassa_print_receipt(kassa_device * device, kassa_receipt * receipt, kassa_document * document);

/**
 * Finds out what became of a document, as kassa_recover does.
 *
 * Threads: any. Calls on one device run one at a time, in the order in which they came; a call waits for the
 * others for at most `deadlineMs`.
 *
 * @param device Handle from kassa_open.
 * @param external_id The `externalId` of the document, UTF-8.
 * @param document Receives the document; set its `size` before the call. Null if you do not need it.
 * @return KASSA_STATUS_OK: it is registered. KASSA_STATUS_NOT_MADE: it was not made, and the receipt may be
 * printed again. KASSA_STATUS_UNKNOWN, KASSA_STATUS_PENDING: ask again later. KASSA_STATUS_NOT_FOUND: this journal
 * has no document with this id.
 */
KASSA_API kassa_status kassa_recover_document(kassa_device * device, const char * external_id, kassa_document * document);

/**
 * The same as kassa_recover_document, with UTF-16 text.
 *
 * @param device Handle from kassa_open.
 * @param external_id The `externalId` of the document, UTF-16.
 * @param document Receives the document; set its `size` before the call. Null if you do not need it.
 * @return As kassa_recover_document returns.
 */
KASSA_API kassa_status kassa_recover_document_w(kassa_device * device, const uint16_t * external_id, kassa_document * document);

/**
 * Returns the error of the last failed call of this thread as a struct.
 *
 * A call that succeeds does not reset it.
 *
 * Threads: any; each thread has its own last error.
 *
 * @param error Receives the error; set its `size` before the call. `code` is 0 if no call has failed.
 * @return KASSA_STATUS_OK, or KASSA_STATUS_BAD_ARGUMENT if `error` is null or its `size` is not set.
 */
KASSA_API kassa_status kassa_last_error_record(kassa_error * error);

/**
 * Returns one fault of the last failed call of this thread; kassa_last_error_record tells how many there are.
 *
 * Does not change the last error.
 *
 * Threads: any; each thread has its own last error.
 *
 * ```c
 * kassa_error error = {0};
 * kassa_fault fault = {0};
 * error.size = sizeof error;
 * fault.size = sizeof fault;
 * kassa_last_error_record(&error);
 * for (int32_t i = 0; i < error.faults; ++i) {
 *     if (kassa_last_error_fault(i, &fault) == KASSA_STATUS_OK) {
 *         printf("%s: %s\n", (const char *)fault.path, (const char *)fault.message_en);
 *     }
 * }
 * ```
 *
 * @param index Number of the fault, from 0.
 * @param fault Receives the fault; set its `size` before the call.
 * @return KASSA_STATUS_OK, or KASSA_STATUS_BAD_ARGUMENT if there is no fault of this number, `fault` is null or
 * its `size` is not set.
 */
KASSA_API kassa_status kassa_last_error_fault(int32_t index, kassa_fault * fault);

/**
 * Starts the registration workflow of a register, from the application to the registration card.
 *
 * Sends nothing: checks the request for both devices and writes it into the journal of the registrar. The same
 * request again returns the same workflow. While a workflow waits for a corrected request (`awaited` is
 * `applicant`), a request with its id replaces the earlier one. docs/en/registration.md describes the workflow.
 *
 * Threads: any. Calls on one registration run one at a time.
 *
 * @param registrar Handle from kassa_open of a device whose backend is `ofdru`.
 * @param device Handle of the register that is to be registered.
 * @param request JSON object in UTF-8; docs/en/registration.md lists the keys.
 * @param answer Receives the state of the workflow (`step`, `awaited`, `message`, `advice`) on KASSA_STATUS_OK and
 * `{"error": …}` on any other status. Free it with kassa_string_free. Null only if memory ran out.
 * @return KASSA_STATUS_OK: started, or already started. KASSA_STATUS_BAD_DOCUMENT: `faults` lists every wrong
 * field. KASSA_STATUS_ID_REUSED: this id belongs to a workflow with a different request that does not wait for a
 * correction.
 */
KASSA_API kassa_status kassa_registration_start(kassa_device * registrar, kassa_device * device, const char * request, char ** answer);

/**
 * The same as kassa_registration_start, with UTF-16 text.
 *
 * @param registrar Handle from kassa_open of a device whose backend is `ofdru`.
 * @param device Handle of the register that is to be registered.
 * @param request JSON object in UTF-16; docs/en/registration.md lists the keys.
 * @param answer Receives the state of the workflow (`step`, `awaited`, `message`, `advice`) on KASSA_STATUS_OK and
 * `{"error": …}` on any other status. Free it with kassa_string_free_w. Null only if memory ran out.
 * @return As kassa_registration_start returns.
 */
KASSA_API kassa_status kassa_registration_start_w(kassa_device * registrar, kassa_device * device, const uint16_t * request, uint16_t ** answer);

/**
 * Advances a registration workflow as far as it can go now.
 *
 * It never waits for days: the state says who is awaited. Call it again later, also weeks later and from another
 * process; no step is done twice. After an error the workflow stands where it stood: follow `outcome` and `retry`;
 * after KASSA_STATUS_UNKNOWN the next call looks at the register or the service before it sends. kassa_cancel on
 * either device ends the call, also from within the signer.
 *
 * Threads: any. Calls on one registration run one at a time. The signer is called on this thread, while the
 * registration is locked and both devices are free.
 *
 * @param registrar Handle from kassa_open of a device whose backend is `ofdru`.
 * @param device Handle of the register.
 * @param id The `id` of the workflow, UTF-8.
 * @param signer Signs documents. Null: the workflow stops where a signature is needed.
 * @param user Passed to the signer unchanged; the library does not read it.
 * @param answer Receives the state of the workflow on KASSA_STATUS_OK and `{"error": …}` on any other status. Free
 * it with kassa_string_free. Null only if memory ran out.
 * @return KASSA_STATUS_OK, or a status that `*answer` explains. KASSA_STATUS_NOT_FOUND: the journal has no such
 * workflow.
 */
KASSA_API kassa_status kassa_registration_advance(kassa_device * registrar, kassa_device * device, const char * id, kassa_sign_fn signer, void *user, char ** answer);

/**
 * The same as kassa_registration_advance, with UTF-16 text. The signer still receives UTF-8.
 *
 * @param registrar Handle from kassa_open of a device whose backend is `ofdru`.
 * @param device Handle of the register.
 * @param id The `id` of the workflow, UTF-16.
 * @param signer Signs documents. Null: the workflow stops where a signature is needed.
 * @param user Passed to the signer unchanged; the library does not read it.
 * @param answer Receives the state of the workflow on KASSA_STATUS_OK and `{"error": …}` on any other status. Free
 * it with kassa_string_free_w. Null only if memory ran out.
 * @return As kassa_registration_advance returns.
 */
KASSA_API kassa_status kassa_registration_advance_w(kassa_device * registrar, kassa_device * device, const uint16_t * id, kassa_sign_fn signer, void *user, uint16_t ** answer);

/**
 * Returns the state of a registration workflow from the journal alone. Sends nothing.
 *
 * Threads: any, several at once.
 *
 * @param registrar Handle from kassa_open of a device whose backend is `ofdru`.
 * @param id The `id` of the workflow, UTF-8.
 * @param answer Receives the state of the workflow on KASSA_STATUS_OK and `{"error": …}` on any other status. Free
 * it with kassa_string_free. Null only if memory ran out.
 * @return KASSA_STATUS_OK. KASSA_STATUS_NOT_FOUND: the journal has no such workflow.
 */
KASSA_API kassa_status kassa_registration_state(kassa_device * registrar, const char * id, char ** answer);

/**
 * The same as kassa_registration_state, with UTF-16 text.
 *
 * @param registrar Handle from kassa_open of a device whose backend is `ofdru`.
 * @param id The `id` of the workflow, UTF-16.
 * @param answer Receives the state of the workflow on KASSA_STATUS_OK and `{"error": …}` on any other status. Free
 * it with kassa_string_free_w. Null only if memory ran out.
 * @return As kassa_registration_state returns.
 */
KASSA_API kassa_status kassa_registration_state_w(kassa_device * registrar, const uint16_t * id, uint16_t ** answer);

/**
 * Hands over the signature of the document that a kassa_sign_fn was asked to sign.
 *
 * Works only until that function returns.
 *
 * Threads: any.
 *
 * @param into The handle that the kassa_sign_fn received.
 * @param base64 The signature in base64, UTF-8.
 * @return KASSA_STATUS_OK, or KASSA_STATUS_BAD_HANDLE after the function has returned.
 */
KASSA_API kassa_status kassa_signature_set(kassa_signature * into, const char * base64);

/**
 * The same as kassa_signature_set, with UTF-16 text.
 *
 * @param into The handle that the kassa_sign_fn received.
 * @param base64 The signature in base64, UTF-16.
 * @return As kassa_signature_set returns.
 */
KASSA_API kassa_status kassa_signature_set_w(kassa_signature * into, const uint16_t * base64);

/**
 * Creates an application at the registration service (OFD.ru, table 1).
 *
 * The library first checks everything that the service demands before it makes documents (its §2.5.1). The service
 * does not recognise a second application as the same: after KASSA_STATUS_UNKNOWN look for it with
 * kassa_application_list. The registration workflow does that by itself.
 *
 * Threads: any. Calls on one device run one at a time, in the order in which they came; a call waits for the
 * others for at most `deadlineMs`.
 *
 * @param registrar Handle from kassa_open of a device whose backend is `ofdru`.
 * @param params JSON object in UTF-8: `{"purpose", "KktDetails", "CompanyDetails"}`.
 * @param answer Receives the answer (JSON in UTF-8) on KASSA_STATUS_OK and `{"error": …}` on any other status.
 * Free it with kassa_string_free. Null only if memory ran out.
 * @return KASSA_STATUS_OK: `*answer` is what the service answered, unchanged. KASSA_STATUS_REFUSED: the service
 * refused; its own code and text are under `backend`. KASSA_STATUS_BAD_DOCUMENT: `params` are wrong; nothing was
 * sent. KASSA_STATUS_UNKNOWN: the application may exist.
 */
KASSA_API kassa_status kassa_application_create(kassa_device * registrar, const char * params, char ** answer);

/**
 * The same as kassa_application_create, with UTF-16 text.
 *
 * @param registrar Handle from kassa_open of a device whose backend is `ofdru`.
 * @param params JSON object in UTF-16: `{"purpose", "KktDetails", "CompanyDetails"}`.
 * @param answer Receives the answer (JSON in UTF-16) on KASSA_STATUS_OK and `{"error": …}` on any other status.
 * Free it with kassa_string_free_w. Null only if memory ran out.
 * @return As kassa_application_create returns.
 */
KASSA_API kassa_status kassa_application_create_w(kassa_device * registrar, const uint16_t * params, uint16_t ** answer);

/**
 * Changes an application (OFD.ru, table 3).
 *
 * Threads: any. Calls on one device run one at a time, in the order in which they came; a call waits for the
 * others for at most `deadlineMs`.
 *
 * @param registrar Handle from kassa_open of a device whose backend is `ofdru`.
 * @param params JSON object in UTF-8: `{"id", "kktDetails", "companyDetails"}`; one or both of the details, whole
 * or in part.
 * @param answer Receives the answer (JSON in UTF-8) on KASSA_STATUS_OK and `{"error": …}` on any other status.
 * Free it with kassa_string_free. Null only if memory ran out.
 * @return KASSA_STATUS_OK: `*answer` is what the service answered, unchanged. KASSA_STATUS_REFUSED: the service
 * refused; its own code and text are under `backend`. KASSA_STATUS_BAD_DOCUMENT: `params` are wrong; nothing was
 * sent.
 */
KASSA_API kassa_status kassa_application_update(kassa_device * registrar, const char * params, char ** answer);

/**
 * The same as kassa_application_update, with UTF-16 text.
 *
 * @param registrar Handle from kassa_open of a device whose backend is `ofdru`.
 * @param params JSON object in UTF-16: `{"id", "kktDetails", "companyDetails"}`; one or both of the details, whole
 * or in part.
 * @param answer Receives the answer (JSON in UTF-16) on KASSA_STATUS_OK and `{"error": …}` on any other status.
 * Free it with kassa_string_free_w. Null only if memory ran out.
 * @return As kassa_application_update returns.
 */
KASSA_API kassa_status kassa_application_update_w(kassa_device * registrar, const uint16_t * params, uint16_t ** answer);

/**
 * Lists the applications of an account (OFD.ru, table 4).
 *
 * Threads: any. Calls on one device run one at a time, in the order in which they came; a call waits for the
 * others for at most `deadlineMs`.
 *
 * @param registrar Handle from kassa_open of a device whose backend is `ofdru`.
 * @param params JSON object in UTF-8: `{"ofdAgreementId"}`. Null or `{}`: the account of the configuration.
 * @param answer Receives the answer (JSON in UTF-8) on KASSA_STATUS_OK and `{"error": …}` on any other status.
 * Free it with kassa_string_free. Null only if memory ran out.
 * @return KASSA_STATUS_OK: `*answer` is what the service answered, unchanged. KASSA_STATUS_REFUSED: the service
 * refused; its own code and text are under `backend`. KASSA_STATUS_BAD_DOCUMENT: `params` are wrong; nothing was
 * sent.
 */
KASSA_API kassa_status kassa_application_list(kassa_device * registrar, const char * params, char ** answer);

/**
 * The same as kassa_application_list, with UTF-16 text.
 *
 * @param registrar Handle from kassa_open of a device whose backend is `ofdru`.
 * @param params JSON object in UTF-16: `{"ofdAgreementId"}`. Null or `{}`: the account of the configuration.
 * @param answer Receives the answer (JSON in UTF-16) on KASSA_STATUS_OK and `{"error": …}` on any other status.
 * Free it with kassa_string_free_w. Null only if memory ran out.
 * @return As kassa_application_list returns.
 */
KASSA_API kassa_status kassa_application_list_w(kassa_device * registrar, const uint16_t * params, uint16_t ** answer);

/**
 * Returns one application.
 *
 * Threads: any. Calls on one device run one at a time, in the order in which they came; a call waits for the
 * others for at most `deadlineMs`.
 *
 * @param registrar Handle from kassa_open of a device whose backend is `ofdru`.
 * @param params JSON object in UTF-8: `{"id"}`.
 * @param answer Receives the answer (JSON in UTF-8) on KASSA_STATUS_OK and `{"error": …}` on any other status.
 * Free it with kassa_string_free. Null only if memory ran out.
 * @return KASSA_STATUS_OK: `*answer` is what the service answered, unchanged. KASSA_STATUS_REFUSED: the service
 * refused; its own code and text are under `backend`. KASSA_STATUS_BAD_DOCUMENT: `params` are wrong; nothing was
 * sent.
 */
KASSA_API kassa_status kassa_application_get(kassa_device * registrar, const char * params, char ** answer);

/**
 * The same as kassa_application_get, with UTF-16 text.
 *
 * @param registrar Handle from kassa_open of a device whose backend is `ofdru`.
 * @param params JSON object in UTF-16: `{"id"}`.
 * @param answer Receives the answer (JSON in UTF-16) on KASSA_STATUS_OK and `{"error": …}` on any other status.
 * Free it with kassa_string_free_w. Null only if memory ran out.
 * @return As kassa_application_get returns.
 */
KASSA_API kassa_status kassa_application_get_w(kassa_device * registrar, const uint16_t * params, uint16_t ** answer);

/**
 * Asks the service to make the documents of an application, which are then signed.
 *
 * Threads: any. Calls on one device run one at a time, in the order in which they came; a call waits for the
 * others for at most `deadlineMs`.
 *
 * @param registrar Handle from kassa_open of a device whose backend is `ofdru`.
 * @param params JSON object in UTF-8: `{"id"}`.
 * @param answer Receives the answer (JSON in UTF-8) on KASSA_STATUS_OK and `{"error": …}` on any other status.
 * Free it with kassa_string_free. Null only if memory ran out.
 * @return KASSA_STATUS_OK: `*answer` is what the service answered, unchanged. KASSA_STATUS_REFUSED: the service
 * refused; its own code and text are under `backend`. KASSA_STATUS_BAD_DOCUMENT: `params` are wrong; nothing was
 * sent.
 */
KASSA_API kassa_status kassa_application_prepare_documents(kassa_device * registrar, const char * params, char ** answer);

/**
 * The same as kassa_application_prepare_documents, with UTF-16 text.
 *
 * @param registrar Handle from kassa_open of a device whose backend is `ofdru`.
 * @param params JSON object in UTF-16: `{"id"}`.
 * @param answer Receives the answer (JSON in UTF-16) on KASSA_STATUS_OK and `{"error": …}` on any other status.
 * Free it with kassa_string_free_w. Null only if memory ran out.
 * @return As kassa_application_prepare_documents returns.
 */
KASSA_API kassa_status kassa_application_prepare_documents_w(kassa_device * registrar, const uint16_t * params, uint16_t ** answer);

/**
 * Adds a signature to a document of an application (OFD.ru, table 7).
 *
 * Threads: any. Calls on one device run one at a time, in the order in which they came; a call waits for the
 * others for at most `deadlineMs`.
 *
 * @param registrar Handle from kassa_open of a device whose backend is `ofdru`.
 * @param params JSON object in UTF-8: `{"id", "documentId", "signature"}`, the signature in base64.
 * @param answer Receives the answer (JSON in UTF-8) on KASSA_STATUS_OK and `{"error": …}` on any other status.
 * Free it with kassa_string_free. Null only if memory ran out.
 * @return KASSA_STATUS_OK: `*answer` is what the service answered, unchanged. KASSA_STATUS_REFUSED: the service
 * refused; its own code and text are under `backend`. KASSA_STATUS_BAD_DOCUMENT: `params` are wrong; nothing was
 * sent.
 */
KASSA_API kassa_status kassa_application_sign(kassa_device * registrar, const char * params, char ** answer);

/**
 * The same as kassa_application_sign, with UTF-16 text.
 *
 * @param registrar Handle from kassa_open of a device whose backend is `ofdru`.
 * @param params JSON object in UTF-16: `{"id", "documentId", "signature"}`, the signature in base64.
 * @param answer Receives the answer (JSON in UTF-16) on KASSA_STATUS_OK and `{"error": …}` on any other status.
 * Free it with kassa_string_free_w. Null only if memory ran out.
 * @return As kassa_application_sign returns.
 */
KASSA_API kassa_status kassa_application_sign_w(kassa_device * registrar, const uint16_t * params, uint16_t ** answer);

/**
 * Downloads a document of an application.
 *
 * Threads: any. Calls on one device run one at a time, in the order in which they came; a call waits for the
 * others for at most `deadlineMs`.
 *
 * @param registrar Handle from kassa_open of a device whose backend is `ofdru`.
 * @param params JSON object in UTF-8: `{"id", "documentId"}`.
 * @param file Path of the file to write, UTF-8. Null: the content comes with the answer.
 * @param answer Receives `{"file", "bytes"}`, or `{"content"}` in base64 if `file` is null, on KASSA_STATUS_OK,
 * and `{"error": …}` on any other status. Free it with kassa_string_free. Null only if memory ran out.
 * @return KASSA_STATUS_OK, or a status that `*answer` explains. KASSA_STATUS_REFUSED: the service refused.
 * KASSA_STATUS_BAD_DOCUMENT: `params` are wrong; nothing was sent.
 */
KASSA_API kassa_status kassa_application_download(kassa_device * registrar, const char * params, const char * file, char ** answer);

/**
 * The same as kassa_application_download, with UTF-16 text.
 *
 * @param registrar Handle from kassa_open of a device whose backend is `ofdru`.
 * @param params JSON object in UTF-16: `{"id", "documentId"}`.
 * @param file Path of the file to write, UTF-16. Null: the content comes with the answer.
 * @param answer Receives `{"file", "bytes"}`, or `{"content"}` in base64 if `file` is null, on KASSA_STATUS_OK,
 * and `{"error": …}` on any other status. Free it with kassa_string_free_w. Null only if memory ran out.
 * @return As kassa_application_download returns.
 */
KASSA_API kassa_status kassa_application_download_w(kassa_device * registrar, const uint16_t * params, const uint16_t * file, uint16_t ** answer);

/**
 * Registers a new client of the service (OFD.ru, appendix 1).
 *
 * The service recognises a client by e-mail and ИНН, so the call may be repeated.
 *
 * Threads: any. Calls on one device run one at a time, in the order in which they came; a call waits for the
 * others for at most `deadlineMs`.
 *
 * @param registrar Handle from kassa_open of a device whose backend is `ofdru`.
 * @param params JSON object in UTF-8, as appendix 1 describes it.
 * @param answer Receives the answer (JSON in UTF-8) on KASSA_STATUS_OK and `{"error": …}` on any other status.
 * Free it with kassa_string_free. Null only if memory ran out.
 * @return KASSA_STATUS_OK: `*answer` is what the service answered, unchanged. KASSA_STATUS_REFUSED: the service
 * refused; its own code and text are under `backend`. KASSA_STATUS_BAD_DOCUMENT: `params` are wrong; nothing was
 * sent.
 */
KASSA_API kassa_status kassa_client_register(kassa_device * registrar, const char * params, char ** answer);

/**
 * The same as kassa_client_register, with UTF-16 text.
 *
 * @param registrar Handle from kassa_open of a device whose backend is `ofdru`.
 * @param params JSON object in UTF-16, as appendix 1 describes it.
 * @param answer Receives the answer (JSON in UTF-16) on KASSA_STATUS_OK and `{"error": …}` on any other status.
 * Free it with kassa_string_free_w. Null only if memory ran out.
 * @return As kassa_client_register returns.
 */
KASSA_API kassa_status kassa_client_register_w(kassa_device * registrar, const uint16_t * params, uint16_t ** answer);

/**
 * Draws a fiscal document as text, as a picture (PNG), as a page (PDF) or as HTML for an e-mail.
 *
 * What stands on it comes from the task and its answer. The journal does not keep what a task says, so give the task
 * again: it is compared with the digest in the journal. Without it, the register is asked for the document if it shows
 * documents by their numbers (icash, atolweb). What nobody knows is left out. The members of the request:
 *
 * - `externalId`: the document in the journal of this device; or `answer`: its answer, as kassa_execute, kassa_recover
 *   or the task `getFnDocument` returned it. After `getFnDocument` no task is needed if the answer has `documentTLV`.
 * - `task`: the task that made the document.
 * - `registration`: the answer to `getRegistrationInfo`, or as much of it as you have: `organization` with `name`,
 *   `vatin`, `address`, `email`; `device` with `paymentsAddress`, `registrationNumber`, `fnsUrl`, `serial`; `ofd`.
 * - `format`: `text`, `png`, `pdf` or `html`.
 * - `width`: columns of `text`, 32, 42 or 48; paper of `png` and `pdf`, 58 or 80 mm. Without it, the widest one.
 *
 * It sends nothing else, unless it is not known yet what became of the document: then it asks as kassa_recover does. The
 * outcome counts as received by the caller only if the drawing succeeds.
 *
 * Threads: any. Calls on one device run one at a time, in the order in which they came; a call waits for the
 * others for at most `deadlineMs`.
 *
 * ```c
 * uint8_t *bytes = NULL;
 * uintptr_t length = 0;
 * const char *request = "{\"externalId\": \"order-1\", \"task\": {\"type\": \"openShift\"}, \"format\": \"png\"}";
 * if (kassa_render(device, request, &bytes, &length) == KASSA_STATUS_OK) {
 *     FILE *file = fopen("order-1.png", "wb");
 *     if (file) {
 *         fwrite(bytes, 1, length, file);
 *         fclose(file);
 *     }
 *     kassa_bytes_free(bytes, length);
 * }
 * ```
 *
 * @param device Handle from kassa_open.
 * @param request JSON object in UTF-8, as described above.
 * @param bytes Receives the file, or null on failure. Free it with kassa_bytes_free.
 * @param length Receives the number of bytes.
 * @return KASSA_STATUS_OK, or a status that kassa_last_error explains. KASSA_STATUS_BAD_DOCUMENT: `faults` lists what is
 * wrong with the request or its task. KASSA_STATUS_ID_REUSED: the task is not the one that made the document. Those of
 * kassa_recover.
 */
KASSA_API kassa_status kassa_render(kassa_device * device, const char * request, uint8_t ** bytes, uintptr_t * length);

/**
 * The same as kassa_render, with UTF-16 text.
 *
 * @param device Handle from kassa_open.
 * @param request JSON object in UTF-16, as for kassa_render.
 * @param bytes Receives the file, or null on failure; text and HTML are UTF-8. Free it with kassa_bytes_free.
 * @param length Receives the number of bytes.
 * @return As kassa_render returns.
 */
KASSA_API kassa_status kassa_render_w(kassa_device * device, const uint16_t * request, uint8_t ** bytes, uintptr_t * length);

/**
 * Frees bytes that this library returned.
 *
 * Threads: any.
 *
 * @param bytes The bytes as they were returned. Null is ignored.
 * @param length Their number as it was returned.
 */
KASSA_API void kassa_bytes_free(uint8_t * bytes, uintptr_t length);

/**
 * Returns whether the register can do a task, and whether a field of it is sent to the register.
 *
 * A shop's program asks this to show only the buttons and fields that its register has. Nothing is sent. A field that
 * is accepted but left out of the document with a note is not sent: 0.
 *
 * Threads: any, several at once.
 *
 * ```c
 * int32_t can = 0;
 * if (kassa_can(device, "sell", "clientInfo.emailOrPhone", &can) == KASSA_STATUS_OK && can) {
 *     puts("ask the buyer for an e-mail");
 * }
 * ```
 *
 * @param device Handle from kassa_open.
 * @param task Name of the task, UTF-8: `reportX`. One that no register knows gives 0.
 * @param field Path of a field in UTF-8: `clientInfo.emailOrPhone`, `items[].markingCode`; an object is sent if one of its
 * fields is. Null: the task as a whole.
 * @param can Receives 1 or 0.
 * @return KASSA_STATUS_OK, or a status that kassa_last_error explains.
 */
KASSA_API kassa_status kassa_can(kassa_device * device, const char * task, const char * field, int32_t * can);

/**
 * The same as kassa_can, with UTF-16 text.
 *
 * @param device Handle from kassa_open.
 * @param task Name of the task, UTF-16.
 * @param field Path of a field in UTF-16, or null.
 * @param can Receives 1 or 0.
 * @return As kassa_can returns.
 */
KASSA_API kassa_status kassa_can_w(kassa_device * device, const uint16_t * task, const uint16_t * field, int32_t * can);

/**
 * Returns what the register can do: its tasks and native methods, or the fields of one task. Nothing is sent.
 *
 * Threads: any, several at once.
 *
 * @param device Handle from kassa_open.
 * @param task Name of a task in UTF-8, or null for all.
 * @param answer Receives, for null, `{"backend", "device": name in the journal and the log, "tasks": ["sell", …], "methods":
 * [names for kassa_call]}`; for a task
 * `{"task", "fields": [{"path": "operator.name", "sent": true, "name": "T1021", "maxLength": 64}, …]}`, where `sent` is
 * false for a field that is left out with a note, and limits stand only where the register has its own: `required`,
 * `minLength`, `maxLength` (characters, or elements of a list), `digits`, `words`, `fraction` (digits after the point).
 * `{"error": …}` on any status but KASSA_STATUS_OK. Free it with kassa_string_free. Null only if memory ran out.
 * @return KASSA_STATUS_OK. KASSA_STATUS_UNSUPPORTED: the register cannot do this task.
 */
KASSA_API kassa_status kassa_capabilities(kassa_device * device, const char * task, char ** answer);

/**
 * The same as kassa_capabilities, with UTF-16 text.
 *
 * @param device Handle from kassa_open.
 * @param task Name of a task in UTF-16, or null for all.
 * @param answer Receives JSON in UTF-16, as kassa_capabilities gives it. Free it with kassa_string_free_w.
 * @return As kassa_capabilities returns.
 */
KASSA_API kassa_status kassa_capabilities_w(kassa_device * device, const uint16_t * task, uint16_t ** answer);

/**
 * Returns metrics of a device as OpenMetrics text, for Prometheus and the like.
 *
 * They are what the journal counts of this device's documents, by task and outcome, and, if the register is asked,
 * whether it is up, its shift, what waits for the OFD, and the days that its fiscal drive has left. A register that does
 * not answer gives `kassa_device_up` 0 and KASSA_STATUS_OK. docs/en/fleet.md lists the metrics. No label has an id of a
 * document or anything of its content.
 *
 * Answer a monitor's request for one device with this text, as `application/openmetrics-text; version=1.0.0;
 * charset=utf-8`; a host with many devices lets the monitor ask for each.
 *
 * Threads: any. A register that is asked is asked in turn with other calls on the device.
 *
 * ```c
 * char *text = NULL;
 * if (kassa_metrics(device, 1, &text) == KASSA_STATUS_OK) {
 *     fputs(text, stdout);
 * }
 * kassa_string_free(text);
 * ```
 *
 * @param device Handle from kassa_open.
 * @param ask_register 0: the journal alone, nothing is sent. 1: the register too.
 * @param text Receives the text in UTF-8, or null on failure. Free it with kassa_string_free.
 * @return KASSA_STATUS_OK, or a status that kassa_last_error explains, such as KASSA_STATUS_JOURNAL.
 */
KASSA_API kassa_status kassa_metrics(kassa_device * device, int32_t ask_register, char ** text);

/**
 * The same as kassa_metrics, with UTF-16 text.
 *
 * @param device Handle from kassa_open.
 * @param ask_register As for kassa_metrics.
 * @param text Receives the text in UTF-16, or null on failure. Free it with kassa_string_free_w.
 * @return As kassa_metrics returns.
 */
KASSA_API kassa_status kassa_metrics_w(kassa_device * device, int32_t ask_register, uint16_t ** text);

/**
 * Sets the function that receives each call on a device when it has ended, for the whole process; null removes it.
 *
 * For a host that traces: `{"name": "sell", "startUs": 1764396000123456, "durationUs": 402118, "device": "icash
 * 192.168.1.10:8080", "status": "ok", "outcome": "registered", "externalId": "order-1", "fiscalDocumentNumber": 1043,
 * "stages": [{"name": "looking", "startUs": …, "durationUs": …}, {"name": "sending", …}]}`. `name` is the task, or
 * `recover`, `validate sell`, `call status`. `startUs` is Unix time in microseconds. `status` is the name of a status, such
 * as `noLink`; `outcome` is missing if the call was about no document, the other two if there are none. The stages are those
 * of kassa_set_progress, each until the next. Spans contain no secrets and no content of documents. Nothing of a call is
 * kept if no function is set.
 *
 * A call that is running may still use the previous function: keep it, and the data behind `user`, until such calls have
 * returned.
 *
 * Threads: any, several at once.
 *
 * @param span The function, or null.
 * @param user Passed to the function unchanged; the library does not read it.
 * @return KASSA_STATUS_OK.
 */
KASSA_API kassa_status kassa_set_spans(kassa_span_fn span, void *user);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* KASSA_H */

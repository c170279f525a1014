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
 * Registration. A register is registered with the tax service by way of a registration service, over days: see
 * kassa_registration_start.
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
#define KASSA_ABI_VERSION 4


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
   * The handle is not an open one, or was opened by the process that this one was forked from. Nothing was sent.
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
   * A question got no usable answer, the one before a document among them. The same call may be made again.
   */
  KASSA_STATUS_NO_ANSWER = 10,
  /**
   * Another thread or program holds the device, or an earlier document is not settled yet. Nothing was sent, unless the
   * outcome says otherwise.
   */
  KASSA_STATUS_BUSY = 11,
  /**
   * The journal cannot be used. Nothing was sent, unless the outcome says otherwise.
   */
  KASSA_STATUS_JOURNAL = 12,
  /**
   * The external id belongs to a document of another content. Nothing was made of this one.
   */
  KASSA_STATUS_ID_REUSED = 13,
  /**
   * The journal knows no document of this id.
   */
  KASSA_STATUS_NOT_FOUND = 14,
  /**
   * The program broke the call off with kassa_cancel before a fiscal document was sent.
   */
  KASSA_STATUS_CANCELLED = 15,
  /**
   * The document stands in the register's queue: asked for with `"wait": false`, or the time was over. It will be made
   * or refused; kassa_recover or a call-back tells. Do not send it anew.
   */
  KASSA_STATUS_PENDING = 16,
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
typedef struct kassa_device kassa_device;

/**
 * A receipt in the making.
 */
typedef struct kassa_receipt kassa_receipt;

/**
 * The place for the signature of one document.
 */
typedef struct kassa_signature kassa_signature;

/**
 * Receives a result that came by a call-back (JSON, as kassa_recover gives it; UTF-8, valid for the time of the call)
 * with the pointer given to kassa_set_result.
 *
 * It is called from threads of the library's own, also from several at once. The result is in the journal by then, and the
 * server is answered after it returns; a result may come more than once. It may call this library, and may not unwind
 * (throw) into it.
 */
typedef void (*kassa_result_fn)(void *user, const char *result);

/**
 * Receives a line of the log (UTF-8, valid for the time of the call) with the pointer given to kassa_set_log.
 *
 * It may be called from any thread that is inside a function of this library, also from several at once, and must not
 * call this library itself.
 */
typedef void (*kassa_log_fn)(void *user, const char *line);

/**
 * Receives where a call stands (JSON, UTF-8, valid for the time of the call) with the pointer given to
 * kassa_set_progress: `{"stage": "waiting"}`, `looking`, `sending`, `settling`; of a document in a queue `queued`,
 * `onRegister`, `done`; `{"stage": "downloading", "done": 4096,
 * "of": 65536}`, `relaying`.
 *
 * It is called from the thread that makes the call, and must not call this library itself, save kassa_cancel.
 */
typedef void (*kassa_progress_fn)(void *user, const char *progress);

/**
 * Signs a document of an application: `document` is `{"id", "kind", "name", "description", "applicationId"}` (JSON, UTF-8),
 * `content` its `length` bytes; both are valid for the time of the call. The signature goes into `into` by
 * kassa_signature_set. Return 0 when it is there; anything else means that the document cannot be signed now.
 *
 * It is called from the thread that makes the call, with the pointer given to kassa_registration_advance. It may take
 * its time (a person may have to be asked), must neither throw nor jump out, and must not call this library itself, save
 * kassa_signature_set and kassa_cancel.
 */
typedef int32_t (*kassa_sign_fn)(void *user, const char *document, const uint8_t *content, uintptr_t length, kassa_signature *into);

/**
 * A fiscal document as the register made it. Texts are UTF-8 ended by a zero; what the register did not say is 0 or
 * empty.
 */
typedef struct {
  /**
   * Size of the struct as the caller knows it: set it before the call.
   */
  uint32_t size;
  /**
   * Number of the document (1040).
   */
  uint32_t number;
  /**
   * Number of the receipt in its shift (1042).
   */
  uint32_t receipt_number;
  /**
   * Number of the shift (1038).
   */
  uint32_t shift_number;
  /**
   * Sum of the receipt in minor units (1020).
   */
  int64_t total;
  /**
   * What the buyer gets back, in minor units.
   */
  int64_t change;
  /**
   * 1 if the answer was lost and the document was found.
   */
  int32_t recovered;
  /**
   * 1 if the document is registered and its paper is not finished.
   */
  int32_t not_printed;
  /**
   * Notes on the document that the JSON answer would list.
   */
  int32_t notes;
  /**
   * Not used.
   */
  int32_t reserved;
  /**
   * Fiscal sign (1077).
   */
  uint8_t sign[32];
  /**
   * Time by the register's own clock (1012).
   */
  uint8_t date_time[32];
  /**
   * Number of the fiscal drive (1041).
   */
  uint8_t fn_number[32];
  /**
   * Registration number of the register (1037).
   */
  uint8_t registration_number[32];
  /**
   * Your id of the document, or the one made for you.
   */
  uint8_t external_id[192];
  /**
   * Text of the QR code (1196).
   */
  uint8_t qr[192];
  /**
   * 1 if it was made by a register for tests, and is no fiscal document.
   */
  int32_t non_fiscal;
  /**
   * 1 if it was made without the operator of fiscal data, under a sign of the register's own.
   */
  int32_t offline;
  /**
   * 1 if the register closed the shift by itself, and made the document in the next one.
   */
  int32_t shift_closed;
  /**
   * 1 if it is registered, and the journal could not write it down: look at its disk.
   */
  int32_t not_recorded;
  /**
   * 1 if it was found again by its content alone, on a register that another program works too: compare it with the
   * paper.
   */
  int32_t by_content;
  /**
   * 1 if the register's numbering has begun anew: an older copy of its memory, or another register.
   */
  int32_t numbering_restarted;
  /**
   * How many documents equal to this one others made on the register since the last one of this journal: one of them
   * may be this very sale. The JSON answer lists them.
   */
  int32_t similar;
  /**
   * Not used.
   */
  int32_t reserved2;
} kassa_document;

/**
 * State of a register. What it does not say is -1 or empty.
 */
typedef struct {
  /**
   * Size of the struct as the caller knows it: set it before the call.
   */
  uint32_t size;
  /**
   * 0 closed, 1 open, 2 open for longer than 24 hours.
   */
  int32_t shift;
  /**
   * Number of the shift: of the open one, else of the last.
   */
  int32_t shift_number;
  /**
   * 1 if the register is registered.
   */
  int32_t fiscal;
  /**
   * 1 if there is a fiscal drive.
   */
  int32_t fn_present;
  /**
   * 1 if the fiscal drive warns of anything.
   */
  int32_t fn_warning;
  /**
   * Number of the last document.
   */
  int64_t last_document;
  /**
   * Time by the register's own clock.
   */
  uint8_t date_time[32];
} kassa_device_status;

/**
 * The last failed call of a thread. Texts are UTF-8 ended by a zero, cut where they are too long.
 */
typedef struct {
  /**
   * Size of the struct as the caller knows it: set it before the call.
   */
  uint32_t size;
  /**
   * The status that the call returned; 0 if none has failed.
   */
  int32_t code;
  /**
   * 0 notSent, 1 rejected, 2 registered, 3 unknown.
   */
  int32_t outcome;
  /**
   * 0 safe, 1 fixInput, 2 recoverFirst, 3 service.
   */
  int32_t retry;
  /**
   * The device's own code; -1 if it gave none.
   */
  int32_t backend_code;
  /**
   * HTTP status; 0 if there was none.
   */
  int32_t http_status;
  /**
   * How many faults there are.
   */
  int32_t faults;
  /**
   * Not used.
   */
  int32_t reserved;
  /**
   * Id of the document in question.
   */
  uint8_t external_id[192];
  /**
   * Place of the first fault.
   */
  uint8_t path[192];
  /**
   * What happened, in Russian; with the first fault where there is one.
   */
  uint8_t message_ru[512];
  /**
   * What happened, in English.
   */
  uint8_t message_en[512];
  /**
   * What to do now, in Russian.
   */
  uint8_t advice_ru[512];
  /**
   * What to do now, in English.
   */
  uint8_t advice_en[512];
} kassa_error;

/**
 * A fault of a document or configuration. Texts are UTF-8 ended by a zero, cut where they are too long.
 */
typedef struct {
  /**
   * Size of the struct as the caller knows it: set it before the call.
   */
  uint32_t size;
  /**
   * Not used.
   */
  int32_t reserved;
  /**
   * Place in the document: `items[0].tax.type`; empty for the document itself.
   */
  uint8_t path[192];
  /**
   * The value as it was given, shortened; empty if there was none.
   */
  uint8_t value[192];
  /**
   * Name of the rule, as `rules` of the configuration knows it.
   */
  uint8_t rule[32];
  /**
   * What is wrong, in Russian.
   */
  uint8_t message_ru[512];
  /**
   * What is wrong, in English.
   */
  uint8_t message_en[512];
} kassa_fault;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * Version of this interface. It grows by one when a function, a status or a field is added; nothing is ever removed or
 * changed under the same library name, so a host asks for at least the version it was built for.
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
 *
 * The handle belongs to this process. In a child made by fork every call on it is KASSA_STATUS_BAD_HANDLE; the child opens
 * the device anew.
 */
KASSA_API kassa_status kassa_open(const char * config, kassa_device ** device);

/**
 * The same as kassa_open for hosts whose strings are UTF-16.
 */
KASSA_API kassa_status kassa_open_w(const uint16_t * config, kassa_device ** device);

/**
 * Gives a device back. A call that another thread is still making finishes unharmed. If it listens (kassa_listen), that
 * ends first: when this returns, no function set by kassa_set_result is at work any more, unless it made this call itself.
 *
 * Null is ignored; a handle that is not open, or no longer, gives KASSA_STATUS_BAD_HANDLE. A handle that the parent opened
 * before a fork is KASSA_STATUS_OK in the child, and the device stays as it is: it is the parent's to close.
 */
KASSA_API kassa_status kassa_close(kassa_device * device);

/**
 * Carries out a task: `{"type": "sell", …}` (UTF-8; the schemas folder has one schema a task).
 *
 * `*answer` is set on every return and freed with kassa_string_free: on KASSA_STATUS_OK the answer, on any other
 * status `{"error": …}`; it is null only when `answer` itself or memory is. A fiscal document is made exactly once:
 * the same `externalId` again gives the recorded answer and sends nothing. After KASSA_STATUS_UNKNOWN call
 * kassa_recover with the `externalId` of the error, and do not send the document anew.
 */
KASSA_API kassa_status kassa_execute(kassa_device * device, const char * task, char ** answer);

/**
 * The same as kassa_execute for hosts whose strings are UTF-16; `*answer` is freed with kassa_string_free_w.
 */
KASSA_API kassa_status kassa_execute_w(kassa_device * device, const uint16_t * task, uint16_t ** answer);

/**
 * Does all that kassa_execute does short of sending: `*answer` holds the warnings, or the error with every fault.
 */
KASSA_API kassa_status kassa_validate(kassa_device * device, const char * task, char ** answer);

/**
 * The same as kassa_validate for hosts whose strings are UTF-16; `*answer` is freed with kassa_string_free_w.
 */
KASSA_API kassa_status kassa_validate_w(kassa_device * device, const uint16_t * task, uint16_t ** answer);

/**
 * Finds out what became of the document `external_id`, also after a restart and from another process.
 *
 * KASSA_STATUS_OK: it is registered, and `*answer` is its answer. KASSA_STATUS_NOT_MADE: it was not made, and the same
 * task may be sent again; `earlier` holds the error of then. KASSA_STATUS_UNKNOWN: ask again later; `candidates` lists
 * documents on the device that may be this one. KASSA_STATUS_NOT_FOUND: the journal never sent such a document.
 */
KASSA_API kassa_status kassa_recover(kassa_device * device, const char * external_id, char ** answer);

/**
 * The same as kassa_recover for hosts whose strings are UTF-16; `*answer` is freed with kassa_string_free_w.
 */
KASSA_API kassa_status kassa_recover_w(kassa_device * device, const uint16_t * external_id, uint16_t ** answer);

/**
 * Reads back from the register what the journal has lost, after KASSA_STATUS_JOURNAL said that it lost some: a person
 * decides on it. It may take minutes.
 *
 * KASSA_STATUS_OK: documents are made again; `*answer` has `documents`, what was found, and `lost`, how many the journal
 * lacked. A task that agrees with one of them is that document where its mark says so; else it gives
 * KASSA_STATUS_UNKNOWN once, with that document in `candidates`. Where nothing was lost, nothing is done. Any other status:
 * all stays as it was.
 */
KASSA_API kassa_status kassa_rebuild_journal(kassa_device * device, char ** answer);

/**
 * The same as kassa_rebuild_journal for hosts whose strings are UTF-16; `*answer` is freed with kassa_string_free_w.
 */
KASSA_API kassa_status kassa_rebuild_journal_w(kassa_device * device, uint16_t ** answer);

/**
 * Calls one of the backend's own methods by its own name, with its own parameters (JSON; null for none).
 *
 * `*answer` is what the device answered, whole. A method that makes a fiscal document goes through the journal like a
 * task.
 */
KASSA_API kassa_status kassa_call(kassa_device * device, const char * method, const char * params, char ** answer);

/**
 * The same as kassa_call for hosts whose strings are UTF-16; `*answer` is freed with kassa_string_free_w.
 */
KASSA_API kassa_status kassa_call_w(kassa_device * device, const uint16_t * method, const uint16_t * params, uint16_t ** answer);

/**
 * Takes a call-back of a queue's server that came to the host's own web server: its headers (a JSON object, name ->
 * value) and its body, as they came. It may speak of any register of the service whose documents are in the journal. It
 * is a hint: the server is asked for the document, within five seconds, and what it shows is what counts.
 *
 * KASSA_STATUS_OK: the result is in the journal, `*answer` is what kassa_recover gives for its document from now on, and
 * the server is to be answered 200; `{"trial": true}` speaks of no document, `{"error": …}` of one that was refused.
 * KASSA_STATUS_BAD_DOCUMENT: not the server (its fault is at `headers`; answer 403), or not readable (`body`; 400).
 * KASSA_STATUS_BAD_CONFIG: without a `callbackKey` nobody is the server; answer 403. KASSA_STATUS_NOT_FOUND: no document of
 * this journal; answer 404. Any other: answer 503, and the server comes again; KASSA_STATUS_PENDING is one of them: the
 * server cannot be asked, or shows no result. The same call-back twice does no harm.
 */
KASSA_API kassa_status kassa_parse_callback(kassa_device * device, const char * headers, const char * body, char ** answer);

/**
 * The same as kassa_parse_callback for hosts whose strings are UTF-16; `*answer` is freed with kassa_string_free_w.
 */
KASSA_API kassa_status kassa_parse_callback_w(kassa_device * device, const uint16_t * headers, const uint16_t * body, uint16_t ** answer);

/**
 * Listens at `address` (`127.0.0.1:8085`; port 0 takes a free one) for the call-backs of a queue's server, for hosts
 * without a web server of their own; a null `address` ends that, and so does kassa_close. It listens at one place: a new
 * one takes over from the one before. If it cannot listen there (KASSA_STATUS_BAD_CONFIG), all stays as it was; so it does
 * if kassa_cancel comes while a name is looked up (KASSA_STATUS_CANCELLED), which takes ten seconds at most.
 *
 * `*answer` is `{"listening": "127.0.0.1:8085"}`. Each call-back is answered as kassa_parse_callback says, 200 only once
 * its result is in the journal. It is plain HTTP: put your web server before it where it can be reached from outside.
 */
KASSA_API kassa_status kassa_listen(kassa_device * device, const char * address, char ** answer);

/**
 * The same as kassa_listen for hosts whose strings are UTF-16; `*answer` is freed with kassa_string_free_w.
 */
KASSA_API kassa_status kassa_listen_w(kassa_device * device, const uint16_t * address, uint16_t ** answer);

/**
 * Gives each result that comes in by kassa_listen to `result` together with `user`; a null `result` ends that.
 *
 * A call-back that is under way may still call the function that was set before: keep it, and what `user` leads to,
 * until kassa_listen with null, or kassa_close, has returned. They wait for it, so hold no lock
 * meanwhile that it takes, and be no thread that it waits for; called by the function itself they do not wait.
 */
KASSA_API kassa_status kassa_set_result(kassa_device * device, kassa_result_fn result, void *user);

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
 * Calls that are under way may still call the function that was set before: keep it, and what `user` leads to, until
 * they return. It must neither throw nor jump out. It holds for the whole process. The lines have no secrets and no content of documents.
 */
KASSA_API kassa_status kassa_set_log(kassa_log_fn log, void *user);

/**
 * Tells `progress` together with `user` where the calls on this device stand; a null `progress` ends that.
 *
 * A call that is under way keeps the function it began with: keep it, and what `user` leads to, until it returns. It
 * must neither throw nor jump out.
 */
KASSA_API kassa_status kassa_set_progress(kassa_device * device, kassa_progress_fn progress, void *user);

/**
 * Breaks off the calls that other threads are making on this device.
 *
 * They return soon: KASSA_STATUS_CANCELLED if nothing was sent yet, else KASSA_STATUS_UNKNOWN, for what has left cannot
 * be called back. Calls that begin later are not touched.
 */
KASSA_API kassa_status kassa_cancel(kassa_device * device);

/**
 * Frees text that this library gave, as it was given: do not change it before. Null is ignored.
 */
KASSA_API void kassa_string_free(char * text);

/**
 * Frees UTF-16 text that this library gave. Null is ignored.
 */
KASSA_API void kassa_string_free_w(uint16_t * text);

/**
 * Asks the register for its state. `status->size` must be set.
 */
KASSA_API kassa_status kassa_get_status(kassa_device * device, kassa_device_status * status);

/**
 * Opens a shift. `cashier` may be null. `document` may be null; else `document->size` must be set.
 */
KASSA_API kassa_status kassa_open_shift(kassa_device * device, const char * cashier, kassa_document * document);

/**
 * The same as kassa_open_shift for hosts whose strings are UTF-16.
 */
KASSA_API kassa_status kassa_open_shift_w(kassa_device * device, const uint16_t * cashier, kassa_document * document);

/**
 * Closes the shift. `cashier` may be null. `document` may be null; else `document->size` must be set.
 */
KASSA_API kassa_status kassa_close_shift(kassa_device * device, const char * cashier, kassa_document * document);

/**
 * The same as kassa_close_shift for hosts whose strings are UTF-16.
 */
KASSA_API kassa_status kassa_close_shift_w(kassa_device * device, const uint16_t * cashier, kassa_document * document);

/**
 * Prints a report of the shift so far (X-отчёт). `cashier` may be null.
 */
KASSA_API kassa_status kassa_print_x_report(kassa_device * device, const char * cashier);

/**
 * The same as kassa_print_x_report for hosts whose strings are UTF-16.
 */
KASSA_API kassa_status kassa_print_x_report_w(kassa_device * device, const uint16_t * cashier);

/**
 * Puts cash into the drawer: `sum` in minor units. `document` may be null; else `document->size` must be set.
 */
KASSA_API kassa_status kassa_cash_in(kassa_device * device, int64_t sum, kassa_document * document);

/**
 * Takes cash out of the drawer: `sum` in minor units. `document` may be null; else `document->size` must be set.
 */
KASSA_API kassa_status kassa_cash_out(kassa_device * device, int64_t sum, kassa_document * document);

/**
 * Prints text that is not fiscal, a line for each line of it.
 */
KASSA_API kassa_status kassa_print_text(kassa_device * device, const char * text);

/**
 * The same as kassa_print_text for hosts whose strings are UTF-16.
 */
KASSA_API kassa_status kassa_print_text_w(kassa_device * device, const uint16_t * text);

/**
 * Begins a receipt of a kind: "sell", "sellReturn", "buy", "buyReturn", "sellCorrection" and so on.
 *
 * Give `*receipt` back with kassa_receipt_free; it is null on failure. A receipt belongs to no device and is used by one
 * thread at a time, of the process that began it.
 */
KASSA_API kassa_status kassa_receipt_new(const char * kind, kassa_receipt ** receipt);

/**
 * The same as kassa_receipt_new for hosts whose strings are UTF-16.
 */
KASSA_API kassa_status kassa_receipt_new_w(const uint16_t * kind, kassa_receipt ** receipt);

/**
 * Adds a line: `price` and `amount` in minor units, `quantity` in millionths (1.5 kg is 1500000), `tax` a rate such as
 * "vat10", "vat22" or "none". More of it is set by kassa_receipt_set: `items[0].paymentMethod`.
 */
KASSA_API kassa_status kassa_receipt_add_item(kassa_receipt * receipt, const char * name, int64_t price, int64_t quantity, int64_t amount, const char * tax);

/**
 * The same as kassa_receipt_add_item for hosts whose strings are UTF-16.
 */
KASSA_API kassa_status kassa_receipt_add_item_w(kassa_receipt * receipt, const uint16_t * name, int64_t price, int64_t quantity, int64_t amount, const uint16_t * tax);

/**
 * Adds a payment: "cash", "electronically", "prepaid", "credit", "mobile" or "other", its sum in minor units.
 */
KASSA_API kassa_status kassa_receipt_add_payment(kassa_receipt * receipt, const char * kind, int64_t sum);

/**
 * The same as kassa_receipt_add_payment for hosts whose strings are UTF-16.
 */
KASSA_API kassa_status kassa_receipt_add_payment_w(kassa_receipt * receipt, const uint16_t * kind, int64_t sum);

/**
 * Sets any field of the task by its path: `externalId`, `operator.name`, `items[0].agentInfo.agents[0]`.
 *
 * The value is text; numbers are written with a point, flags as "true" and "false". An array grows by the element that
 * follows its last. A path that the task does not have gives KASSA_STATUS_BAD_DOCUMENT.
 */
KASSA_API kassa_status kassa_receipt_set(kassa_receipt * receipt, const char * path, const char * value);

/**
 * The same as kassa_receipt_set for hosts whose strings are UTF-16.
 */
KASSA_API kassa_status kassa_receipt_set_w(kassa_receipt * receipt, const uint16_t * path, const uint16_t * value);

/**
 * Gives a receipt back, printed or not. Null is ignored; a receipt given back before gives KASSA_STATUS_BAD_HANDLE; one of
 * before a fork is left to the parent.
 */
KASSA_API kassa_status kassa_receipt_free(kassa_receipt * receipt);

/**
 * Makes the receipt on the register, exactly once under its "externalId".
 *
 * Without one the library makes an id, which `document->external_id` or kassa_last_error_record tells. `document` may be
 * null; else `document->size` must be set. After KASSA_STATUS_UNKNOWN call kassa_recover_document with that id.
 */
KASSA_API kassa_status kassa_print_receipt(kassa_device * device, kassa_receipt * receipt, kassa_document * document);

/**
 * Finds out what became of the document `external_id`, as kassa_recover does. `document` may be null.
 */
KASSA_API kassa_status kassa_recover_document(kassa_device * device, const char * external_id, kassa_document * document);

/**
 * The same as kassa_recover_document for hosts whose strings are UTF-16.
 */
KASSA_API kassa_status kassa_recover_document_w(kassa_device * device, const uint16_t * external_id, kassa_document * document);

/**
 * The last failed call of this thread. `error->size` must be set.
 */
KASSA_API kassa_status kassa_last_error_record(kassa_error * error);

/**
 * A fault of this thread's last failed call, counted from 0; kassa_last_error_record says how many there are.
 *
 * `fault->size` must be set. KASSA_STATUS_BAD_ARGUMENT if there is none of that number; kassa_last_error stays as it is.
 */
KASSA_API kassa_status kassa_last_error_fault(int32_t index, kassa_fault * fault);

/**
 * Begins the road from a register to its registration card (docs/registration.md describes `request`).
 *
 * `registrar` is a device of the backend `ofdru`, `device` the register itself. Nothing is sent: the request is checked
 * for both of them and written into the registrar's journal. `*answer` is the state document: `step`, `awaited`,
 * `message`, `advice`. The same request again gives the same road. With the id of a road that waits for a mended request
 * (`awaited` is `applicant`), the request takes the place of the earlier one; KASSA_STATUS_ID_REUSED: that road waits for
 * none.
 */
KASSA_API kassa_status kassa_registration_start(kassa_device * registrar, kassa_device * device, const char * request, char ** answer);

/**
 * The same as kassa_registration_start for hosts whose strings are UTF-16; `*answer` is freed with kassa_string_free_w.
 */
KASSA_API kassa_status kassa_registration_start_w(kassa_device * registrar, kassa_device * device, const uint16_t * request, uint16_t ** answer);

/**
 * Goes on along the road `id` as far as it leads now, and never waits for days: `*answer` is the state document, and
 * says who is awaited.
 *
 * Call it again and again, also weeks later and from another process: nothing is done twice. `signer` may be null: then
 * the road stops where a document has to be signed. It is called from this thread, with `user`, and with the road held,
 * but neither device. On an error the road stands where it stood; what `outcome` and `retry` say holds, and after
 * KASSA_STATUS_UNKNOWN the next call looks before it sends. kassa_cancel on either device breaks it off, also from
 * within the signer. KASSA_STATUS_NOT_FOUND: the journal knows no such road.
 */
KASSA_API kassa_status kassa_registration_advance(kassa_device * registrar, kassa_device * device, const char * id, kassa_sign_fn signer, void *user, char ** answer);

/**
 * The same as kassa_registration_advance for hosts whose strings are UTF-16; `*answer` is freed with
 * kassa_string_free_w. What the signer is shown is UTF-8 all the same.
 */
KASSA_API kassa_status kassa_registration_advance_w(kassa_device * registrar, kassa_device * device, const uint16_t * id, kassa_sign_fn signer, void *user, uint16_t ** answer);

/**
 * Where the road `id` stands, by the journal alone: nothing is sent. KASSA_STATUS_NOT_FOUND: there is no such road.
 */
KASSA_API kassa_status kassa_registration_state(kassa_device * registrar, const char * id, char ** answer);

/**
 * The same as kassa_registration_state for hosts whose strings are UTF-16; `*answer` is freed with kassa_string_free_w.
 */
KASSA_API kassa_status kassa_registration_state_w(kassa_device * registrar, const uint16_t * id, uint16_t ** answer);

/**
 * Gives the signature of the document that a kassa_sign_fn was shown, in base64. Only within that function's call:
 * before and after it `into` is KASSA_STATUS_BAD_HANDLE.
 */
KASSA_API kassa_status kassa_signature_set(kassa_signature * into, const char * base64);

/**
 * The same as kassa_signature_set for hosts whose strings are UTF-16.
 */
KASSA_API kassa_status kassa_signature_set_w(kassa_signature * into, const uint16_t * base64);

/**
 * Creates an application (OFD.ru, table 1): `{"purpose", "KktDetails", "CompanyDetails"}`; `*answer` is the service's
 * own, as with all functions below.
 *
 * All that the service will demand before it makes documents is checked first (its §2.5.1). It has no key by which a
 * second application would be known: after KASSA_STATUS_UNKNOWN look with kassa_application_list. The road does that by
 * itself.
 */
KASSA_API kassa_status kassa_application_create(kassa_device * registrar, const char * params, char ** answer);

/**
 * The same as kassa_application_create for hosts whose strings are UTF-16; `*answer` is freed with kassa_string_free_w.
 */
KASSA_API kassa_status kassa_application_create_w(kassa_device * registrar, const uint16_t * params, uint16_t ** answer);

/**
 * Changes an application (table 3): `{"id", "kktDetails", "companyDetails"}`, either or both of them, whole or in part.
 */
KASSA_API kassa_status kassa_application_update(kassa_device * registrar, const char * params, char ** answer);

/**
 * The same as kassa_application_update for hosts whose strings are UTF-16; `*answer` is freed with kassa_string_free_w.
 */
KASSA_API kassa_status kassa_application_update_w(kassa_device * registrar, const uint16_t * params, uint16_t ** answer);

/**
 * Lists the applications of an account (table 4): `{"ofdAgreementId"}`; null or `{}` for that of the configuration.
 */
KASSA_API kassa_status kassa_application_list(kassa_device * registrar, const char * params, char ** answer);

/**
 * The same as kassa_application_list for hosts whose strings are UTF-16; `*answer` is freed with kassa_string_free_w.
 */
KASSA_API kassa_status kassa_application_list_w(kassa_device * registrar, const uint16_t * params, uint16_t ** answer);

/**
 * Gets an application: `{"id"}`.
 */
KASSA_API kassa_status kassa_application_get(kassa_device * registrar, const char * params, char ** answer);

/**
 * The same as kassa_application_get for hosts whose strings are UTF-16; `*answer` is freed with kassa_string_free_w.
 */
KASSA_API kassa_status kassa_application_get_w(kassa_device * registrar, const uint16_t * params, uint16_t ** answer);

/**
 * Has the documents of an application made, to be signed: `{"id"}`.
 */
KASSA_API kassa_status kassa_application_prepare_documents(kassa_device * registrar, const char * params, char ** answer);

/**
 * The same as kassa_application_prepare_documents for hosts whose strings are UTF-16; `*answer` is freed with
 * kassa_string_free_w.
 */
KASSA_API kassa_status kassa_application_prepare_documents_w(kassa_device * registrar, const uint16_t * params, uint16_t ** answer);

/**
 * Puts a signature under a document (table 7): `{"id", "documentId", "signature"}`, the last in base64.
 */
KASSA_API kassa_status kassa_application_sign(kassa_device * registrar, const char * params, char ** answer);

/**
 * The same as kassa_application_sign for hosts whose strings are UTF-16; `*answer` is freed with kassa_string_free_w.
 */
KASSA_API kassa_status kassa_application_sign_w(kassa_device * registrar, const uint16_t * params, uint16_t ** answer);

/**
 * Downloads a document: `{"id", "documentId"}`. Into `file`, and `*answer` is `{"file", "bytes"}`; with a null `file`
 * `{"content"}` in base64.
 */
KASSA_API kassa_status kassa_application_download(kassa_device * registrar, const char * params, const char * file, char ** answer);

/**
 * The same as kassa_application_download for hosts whose strings are UTF-16; `*answer` is freed with
 * kassa_string_free_w.
 */
KASSA_API kassa_status kassa_application_download_w(kassa_device * registrar, const uint16_t * params, const uint16_t * file, uint16_t ** answer);

/**
 * Registers a new client of the service (Appendix 1). By e-mail and ИНН the service knows a client that it has already,
 * so the same call may be made again.
 */
KASSA_API kassa_status kassa_client_register(kassa_device * registrar, const char * params, char ** answer);

/**
 * The same as kassa_client_register for hosts whose strings are UTF-16; `*answer` is freed with kassa_string_free_w.
 */
KASSA_API kassa_status kassa_client_register_w(kassa_device * registrar, const uint16_t * params, uint16_t ** answer);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* KASSA_H */

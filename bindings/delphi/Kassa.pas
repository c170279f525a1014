{ kassa: one driver for any fiscal register. Delphi 7 to 12 and Free Pascal, 32 and 64 bit; needs no JSON.

  This is the one unit that a program needs beside the library (kassa.dll, libkassa.so). It has two layers:

  - TKassa and TKassaReceipt, on Currency and WideString; what fails raises EKassaError.
  - Below them every function of kassa.h under its own name, to be used after KassaLoad.

  The library is loaded on first use. A fiscal document is made exactly once under its external id: the same id again
  gives the recorded document and sends nothing, also after a restart. Only after the outcomes koNotSent and koRejected
  may a document be sent again; after koUnknown call Recover.

  Calls block until the register has answered, so a program with a window makes them in a thread (examples/delphi).
  Free Pascal on Unix needs cthreads and cwstring as the first units of the program. }
unit Kassa;

{$IFDEF FPC}{$IFNDEF UNICODE}{$MODE DELPHI}{$ENDIF}{$ENDIF}

interface

uses
  {$IFDEF MSWINDOWS}Windows,{$ELSE}dynlibs,{$ENDIF} SysUtils;

const
  { The interface that this unit is written for; the library's own grows and never shrinks. }
  KASSA_INTERFACE = 4;

  { What became of a call; docs/errors.md says what each means for the program. }
  KASSA_STATUS_OK = 0;
  KASSA_STATUS_BAD_ARGUMENT = 1;
  KASSA_STATUS_BAD_HANDLE = 2;
  KASSA_STATUS_BAD_CONFIG = 3;
  KASSA_STATUS_BAD_DOCUMENT = 4;
  KASSA_STATUS_UNSUPPORTED = 5;
  KASSA_STATUS_NO_LINK = 6;
  KASSA_STATUS_REFUSED = 7;
  KASSA_STATUS_NOT_MADE = 8;
  KASSA_STATUS_UNKNOWN = 9;
  KASSA_STATUS_NO_ANSWER = 10;
  KASSA_STATUS_BUSY = 11;
  KASSA_STATUS_JOURNAL = 12;
  KASSA_STATUS_ID_REUSED = 13;
  KASSA_STATUS_NOT_FOUND = 14;
  KASSA_STATUS_CANCELLED = 15;
  KASSA_STATUS_PENDING = 16;
  KASSA_STATUS_INTERNAL = 99;

type
  { Whether the document of a failed call exists. }
  TKassaOutcome = (koNotSent, koRejected, koRegistered, koUnknown);

  { What may be done next: the same call again; mend the document; Recover first; call a person. }
  TKassaRetry = (krSafe, krFixInput, krRecoverFirst, krService);

  { Language of messages. }
  TKassaLanguage = (klEnglish, klRussian);

  { One fault of a document or configuration. }
  TKassaFault = record
    Path: WideString;      { place: items[0].tax.type }
    Value: WideString;     { as it was given; empty if there was none }
    Rule: WideString;      { name of the rule, as the configuration knows it }
    MessageRu: WideString;
    MessageEn: WideString;
  end;
  TKassaFaults = array of TKassaFault;

  { The library is missing, for another machine, or not one that this unit can work with. }
  EKassaLibraryError = class(Exception);

  { A call that failed. }
  EKassaError = class(Exception)
  public
    Code: Integer;               { one of KASSA_STATUS_... }
    Outcome: TKassaOutcome;
    Retry: TKassaRetry;
    BackendCode: Integer;        { the device's own code; -1 if it gave none }
    HttpStatus: Integer;         { 0 if there was none }
    ExternalId: WideString;      { of which document this is said; yours, or the one that the library made }
    MessageRu, MessageEn: WideString;
    AdviceRu, AdviceEn: WideString;
    Faults: TKassaFaults;        { all faults of the document or configuration }
    Details: WideString;         { the whole error object, as JSON }
    { The last failed call of this thread. }
    constructor CreateLast;
    { What happened and what to do now, in KassaLanguage. }
    function Text: WideString;
    function Advice: WideString;
  end;

  { A fiscal document as the register made it. What the register did not say is 0 or empty. }
  TKassaDocument = record
    Number: Int64;                   { of the document (1040) }
    ReceiptNumber: Int64;            { within its shift (1042) }
    ShiftNumber: Int64;
    Total: Currency;
    Change: Currency;                { what the buyer gets back }
    Recovered: Boolean;              { the answer was lost, and the document was found }
    NotPrinted: Boolean;             { registered, and the paper is not finished: give the buyer a copy }
    Notes: Integer;                  { how many notes the JSON answer would list }
    Sign: WideString;                { fiscal sign (1077) }
    DateTime: TDateTime;             { by the register's own clock; 0 if it did not say }
    FnNumber: WideString;            { of the fiscal drive (1041) }
    RegistrationNumber: WideString;  { of the register (1037) }
    ExternalId: WideString;
    Qr: WideString;                  { text of the QR code }
    NonFiscal: Boolean;              { made by a register for tests, and no fiscal document }
    Offline: Boolean;                { made without the operator of fiscal data, under a sign of the register's own }
    ShiftClosed: Boolean;            { the register closed the shift by itself, and made it in the next one }
    NotRecorded: Boolean;            { registered, and the journal could not write it down: look at its disk }
    ByContent: Boolean;              { found by its content alone, and another program sells there, too: see the paper }
    NumberingRestarted: Boolean;     { the register numbers anew: an older copy of its memory, or another register }
    Similar: Integer;                { equal documents of others since our last one: one may be this very sale }
  end;

  { What a register may say or leave unsaid. }
  TKassaFlag = (kfUnknown, kfNo, kfYes);
  TKassaShift = (ksUnknown, ksClosed, ksOpened, ksExpired);

  { State of a register. A number that it did not say is -1. }
  TKassaStatus = record
    Shift: TKassaShift;              { ksExpired: open for longer than 24 hours, takes nothing but its closing }
    ShiftNumber: Integer;            { of the open one, else of the last }
    Fiscal: TKassaFlag;              { registered }
    FnPresent: TKassaFlag;
    FnWarning: TKassaFlag;
    LastDocument: Int64;
    DateTime: TDateTime;             { the register's own clock; 0 if it did not say }
  end;

  { Where a call stands: waiting, looking, sending, settling, downloading, relaying; Done of Total, -1 where not known.
    Called in the thread that makes the call; of the device it may use Cancel alone. }
  TKassaProgressEvent = procedure(Sender: TObject; const Stage: WideString; Done, Total: Int64) of object;

  { What became of a document that stood in a register's queue (JSON, as RecoverJson gives it). It is in the journal by
    then; called from threads of the library's own, from several at once, perhaps more than once for a document. }
  TKassaResultEvent = procedure(Sender: TObject; const Result: WideString) of object;

  { A line of the log, which has no secrets; called from whatever thread is at work, and must not call the library. }
  TKassaLogEvent = procedure(const Line: WideString) of object;

  { A receipt in the making. It belongs to no device and is used by one thread at a time. }
  TKassaReceipt = class
  private
    FHandle: Pointer;
    FItems: Integer;
    procedure SetExternalId(const Value: WideString);
    procedure SetTaxation(const Value: WideString);
    procedure SetCashier(const Value: WideString);
  public
    { 'sell', 'sellReturn', 'buy', 'buyReturn', 'sellCorrection' and so on. }
    constructor Create(const Kind: WideString = 'sell');
    destructor Destroy; override;
    { Adds a line and gives its index. Vat is 'vat10', 'vat22', 'none' and so on; left out, the configuration's
      defaultVat holds. The sum of the line is Price * Quantity, rounded half up to the kopeck, unless Amount says it. }
    function AddItem(const Name: WideString; Price, Quantity: Currency; const Vat: WideString = ''): Integer; overload;
    function AddItem(const Name: WideString; Price, Quantity, Amount: Currency; const Vat: WideString): Integer; overload;
    { Adds a payment: 'cash', 'electronically', 'prepaid', 'credit', 'mobile' or 'other'. Too much cash makes the
      change. }
    procedure AddPayment(const Kind: WideString; Sum: Currency);
    { Any field of the task by its path: 'clientInfo.emailOrPhone', 'items[0].agentInfo.agents[0]'; numbers with a
      point, flags as 'true' and 'false'. }
    procedure SetField(const Path, Value: WideString);
    { The same of a line: SetItem(0, 'measurementUnit', 'kilogram'). }
    procedure SetItem(Index: Integer; const Field, Value: WideString);
    { Your own id of the document: keep it before you print, and a lost answer costs nothing. }
    property ExternalId: WideString write SetExternalId;
    property Taxation: WideString write SetTaxation;
    property Cashier: WideString write SetCashier;
    property Handle: Pointer read FHandle;
  end;

  { A register, from Create to Free. May be used from several threads: calls on one register are done one by one. }
  TKassa = class
  private
    FHandle: Pointer;
    FOnProgress: TKassaProgressEvent;
    FOnResult: TKassaResultEvent;
    procedure SetOnProgress(const Value: TKassaProgressEvent);
    procedure SetOnResult(const Value: TKassaResultEvent);
  public
    { Opens a register by its configuration (docs/config.md); KassaConfig writes one. Nothing is sent. }
    constructor Create(const Config: WideString);
    destructor Destroy; override;
    function GetStatus: TKassaStatus;
    function OpenShift(const Cashier: WideString = ''): TKassaDocument;
    function CloseShift(const Cashier: WideString = ''): TKassaDocument;
    procedure PrintXReport(const Cashier: WideString = '');
    function CashIn(Sum: Currency): TKassaDocument;
    function CashOut(Sum: Currency): TKassaDocument;
    { Text that is not fiscal, a line for each line of it. }
    procedure PrintText(const Text: WideString);
    { Makes the receipt, exactly once under its ExternalId. }
    function PrintReceipt(Receipt: TKassaReceipt): TKassaDocument;
    { What became of a document: gives it if it exists. Raises EKassaError with KASSA_STATUS_NOT_MADE if it does not,
      KASSA_STATUS_UNKNOWN if nobody can tell yet, KASSA_STATUS_NOT_FOUND if it was never asked for. }
    function Recover(const ExternalId: WideString): TKassaDocument;
    { Breaks off the calls that other threads are making on this device. }
    procedure Cancel;
    { For programs that have JSON: any task of the vocabulary, checked or carried out, and its answer; what became of a
      document; a method of the register's own. }
    function Execute(const Task: WideString): WideString;
    function Validate(const Task: WideString): WideString;
    function RecoverJson(const ExternalId: WideString): WideString;
    { Reads back from the register what the journal has lost, after an error said that it lost some (JSON). }
    function RebuildJournal: WideString;
    function Call(const Method: WideString; const Params: WideString = ''): WideString;
    { For registers behind a queue: takes a call-back of its server that came to your own web server, with its headers
      (a JSON object), and gives the result; docs/errors.md says what to answer it. }
    function ParseCallback(const Headers, Body: WideString): WideString;
    { Listens for such call-backs at '127.0.0.1:8085' (port 0 takes a free one), and gives the address. }
    function Listen(const Address: WideString): WideString;
    procedure StopListening;
    property OnResult: TKassaResultEvent read FOnResult write SetOnResult;
    property OnProgress: TKassaProgressEvent read FOnProgress write SetOnProgress;
    property Handle: Pointer read FHandle;
  end;

  { Where the road of a registration stands. }
  TKassaRoad = record
    Step: WideString;     { application, documents, signature, number, registration, report, approval, card, done }
    Awaited: WideString;  { program, signer, registrar, taxService, applicant, nobody }
    Done: Boolean;
    Json: WideString;     { the whole state document }
  end;

  TKassaContent = array of Byte;

  { Signs a document (JSON: id, kind, name) of these bytes, in base64; False: it cannot be signed now. It must not call
    the library itself. }
  TKassaSignEvent = function(Sender: TObject; const Document: WideString; const Content: TKassaContent;
    out Signature: WideString): Boolean of object;

  { The service that registers registers with the tax service. Params and answers are JSON. }
  TKassaRegistrar = class(TKassa)
  private
    FOnSign: TKassaSignEvent;
  public
    { Begins the road of a register, or takes a mended request for one that waits for it. Nothing is sent. }
    function StartRegistration(Device: TKassa; const Request: WideString): TKassaRoad;
    { Goes on as far as the road leads now: call it again and again, also weeks later. Without OnSign it stops where a
      document has to be signed. }
    function AdvanceRegistration(Device: TKassa; const Id: WideString): TKassaRoad;
    { By the journal alone: nothing is sent. }
    function RegistrationState(const Id: WideString): TKassaRoad;
    function CreateApplication(const Params: WideString): WideString;
    function UpdateApplication(const Params: WideString): WideString;
    function ListApplications(const Params: WideString = ''): WideString;
    function GetApplication(const Params: WideString): WideString;
    function PrepareDocuments(const Params: WideString): WideString;
    function SignDocument(const Params: WideString): WideString;
    { Into the file; without one as base64 in the answer. }
    function DownloadDocument(const Params: WideString; const FileName: WideString = ''): WideString;
    function RegisterClient(const Params: WideString): WideString;
    property OnSign: TKassaSignEvent read FOnSign write FOnSign;
  end;

var
  { File of the library, to be set before the first use; empty: the environment variable KASSA_LIBRARY, else the file
    beside the program, else the system's. }
  KassaLibrary: WideString = '';
  { Language of EKassaError.Message, Text and Advice; at first the user's. }
  KassaLanguage: TKassaLanguage = klEnglish;

{ Loads the library, unless it is loaded; raises EKassaLibraryError, which says what is wrong. It is never unloaded. }
procedure KassaLoad;
{ Version of the library. }
function KassaVersion: WideString;
{ Receives the log of the whole process; nil ends that. }
procedure KassaSetLog(Log: TKassaLogEvent);
{ A configuration of such members: KassaConfig([KassaText('backend', 'icash'), KassaNumber('settleMs', 15000)]). }
function KassaConfig(const Members: array of WideString): WideString;
function KassaText(const Name, Value: WideString): WideString;
function KassaNumber(const Name: WideString; Value: Int64): WideString;

{ ---- kassa.h ---- }

type
  TKassaBytes32 = array[0..31] of AnsiChar;
  TKassaBytes192 = array[0..191] of AnsiChar;
  TKassaBytes512 = array[0..511] of AnsiChar;

  { kassa_document. The fields lie where C puts them, without gaps. }
  TKassaDocumentRecord = packed record
    size: LongWord;
    number: LongWord;
    receipt_number: LongWord;
    shift_number: LongWord;
    total: Int64;
    change: Int64;
    recovered: LongInt;
    not_printed: LongInt;
    notes: LongInt;
    reserved: LongInt;
    sign: TKassaBytes32;
    date_time: TKassaBytes32;
    fn_number: TKassaBytes32;
    registration_number: TKassaBytes32;
    external_id: TKassaBytes192;
    qr: TKassaBytes192;
    non_fiscal: LongInt;
    offline: LongInt;
    shift_closed: LongInt;
    not_recorded: LongInt;
    by_content: LongInt;
    numbering_restarted: LongInt;
    similar: LongInt;
    reserved2: LongInt;
  end;
  PKassaDocumentRecord = ^TKassaDocumentRecord;

  { kassa_device_status }
  TKassaDeviceStatusRecord = packed record
    size: LongWord;
    shift: LongInt;
    shift_number: LongInt;
    fiscal: LongInt;
    fn_present: LongInt;
    fn_warning: LongInt;
    last_document: Int64;
    date_time: TKassaBytes32;
  end;
  PKassaDeviceStatusRecord = ^TKassaDeviceStatusRecord;

  { kassa_error }
  TKassaErrorRecord = packed record
    size: LongWord;
    code: LongInt;
    outcome: LongInt;
    retry: LongInt;
    backend_code: LongInt;
    http_status: LongInt;
    faults: LongInt;
    reserved: LongInt;
    external_id: TKassaBytes192;
    path: TKassaBytes192;
    message_ru: TKassaBytes512;
    message_en: TKassaBytes512;
    advice_ru: TKassaBytes512;
    advice_en: TKassaBytes512;
  end;
  PKassaErrorRecord = ^TKassaErrorRecord;

  { kassa_fault }
  TKassaFaultRecord = packed record
    size: LongWord;
    reserved: LongInt;
    path: TKassaBytes192;
    value: TKassaBytes192;
    rule: TKassaBytes32;
    message_ru: TKassaBytes512;
    message_en: TKassaBytes512;
  end;
  PKassaFaultRecord = ^TKassaFaultRecord;

  TKassaLogFn = procedure(User: Pointer; Line: PAnsiChar); cdecl;
  TKassaProgressFn = procedure(User: Pointer; Progress: PAnsiChar); cdecl;
  TKassaResultFn = procedure(User: Pointer; Result: PAnsiChar); cdecl;
  { kassa_signature; Length is an uintptr_t }
  TKassaSignFn = function(User: Pointer; Document: PAnsiChar; Content: Pointer; Length: Pointer; Into: Pointer): LongInt;
    cdecl;

var
  kassa_abi_version: function: LongWord; cdecl = nil;
  kassa_version: function: PAnsiChar; cdecl = nil;
  kassa_open: function(Config: PAnsiChar; out Device: Pointer): LongInt; cdecl = nil;
  kassa_open_w: function(Config: PWideChar; out Device: Pointer): LongInt; cdecl = nil;
  kassa_close: function(Device: Pointer): LongInt; cdecl = nil;
  kassa_execute: function(Device: Pointer; Task: PAnsiChar; out Answer: PAnsiChar): LongInt; cdecl = nil;
  kassa_execute_w: function(Device: Pointer; Task: PWideChar; out Answer: PWideChar): LongInt; cdecl = nil;
  kassa_validate: function(Device: Pointer; Task: PAnsiChar; out Answer: PAnsiChar): LongInt; cdecl = nil;
  kassa_validate_w: function(Device: Pointer; Task: PWideChar; out Answer: PWideChar): LongInt; cdecl = nil;
  kassa_recover: function(Device: Pointer; ExternalId: PAnsiChar; out Answer: PAnsiChar): LongInt; cdecl = nil;
  kassa_recover_w: function(Device: Pointer; ExternalId: PWideChar; out Answer: PWideChar): LongInt; cdecl = nil;
  kassa_rebuild_journal: function(Device: Pointer; out Answer: PAnsiChar): LongInt; cdecl = nil;
  kassa_rebuild_journal_w: function(Device: Pointer; out Answer: PWideChar): LongInt; cdecl = nil;
  kassa_call: function(Device: Pointer; Method, Params: PAnsiChar; out Answer: PAnsiChar): LongInt; cdecl = nil;
  kassa_call_w: function(Device: Pointer; Method, Params: PWideChar; out Answer: PWideChar): LongInt; cdecl = nil;
  kassa_parse_callback: function(Device: Pointer; Headers, Body: PAnsiChar; out Answer: PAnsiChar): LongInt; cdecl = nil;
  kassa_parse_callback_w: function(Device: Pointer; Headers, Body: PWideChar; out Answer: PWideChar): LongInt; cdecl = nil;
  kassa_listen: function(Device: Pointer; Address: PAnsiChar; out Answer: PAnsiChar): LongInt; cdecl = nil;
  kassa_listen_w: function(Device: Pointer; Address: PWideChar; out Answer: PWideChar): LongInt; cdecl = nil;
  kassa_set_result: function(Device: Pointer; Result: TKassaResultFn; User: Pointer): LongInt; cdecl = nil;
  kassa_last_error: function(out Error: PAnsiChar): LongInt; cdecl = nil;
  kassa_last_error_w: function(out Error: PWideChar): LongInt; cdecl = nil;
  kassa_set_log: function(Log: TKassaLogFn; User: Pointer): LongInt; cdecl = nil;
  kassa_set_progress: function(Device: Pointer; Progress: TKassaProgressFn; User: Pointer): LongInt; cdecl = nil;
  kassa_cancel: function(Device: Pointer): LongInt; cdecl = nil;
  kassa_string_free: procedure(Text: PAnsiChar); cdecl = nil;
  kassa_string_free_w: procedure(Text: PWideChar); cdecl = nil;
  kassa_get_status: function(Device: Pointer; Status: PKassaDeviceStatusRecord): LongInt; cdecl = nil;
  kassa_open_shift: function(Device: Pointer; Cashier: PAnsiChar; Document: PKassaDocumentRecord): LongInt; cdecl = nil;
  kassa_open_shift_w: function(Device: Pointer; Cashier: PWideChar; Document: PKassaDocumentRecord): LongInt; cdecl = nil;
  kassa_close_shift: function(Device: Pointer; Cashier: PAnsiChar; Document: PKassaDocumentRecord): LongInt; cdecl = nil;
  kassa_close_shift_w: function(Device: Pointer; Cashier: PWideChar; Document: PKassaDocumentRecord): LongInt; cdecl = nil;
  kassa_print_x_report: function(Device: Pointer; Cashier: PAnsiChar): LongInt; cdecl = nil;
  kassa_print_x_report_w: function(Device: Pointer; Cashier: PWideChar): LongInt; cdecl = nil;
  kassa_cash_in: function(Device: Pointer; Sum: Int64; Document: PKassaDocumentRecord): LongInt; cdecl = nil;
  kassa_cash_out: function(Device: Pointer; Sum: Int64; Document: PKassaDocumentRecord): LongInt; cdecl = nil;
  kassa_print_text: function(Device: Pointer; Text: PAnsiChar): LongInt; cdecl = nil;
  kassa_print_text_w: function(Device: Pointer; Text: PWideChar): LongInt; cdecl = nil;
  kassa_receipt_new: function(Kind: PAnsiChar; out Receipt: Pointer): LongInt; cdecl = nil;
  kassa_receipt_new_w: function(Kind: PWideChar; out Receipt: Pointer): LongInt; cdecl = nil;
  kassa_receipt_add_item: function(Receipt: Pointer; Name: PAnsiChar; Price, Quantity, Amount: Int64;
    Tax: PAnsiChar): LongInt; cdecl = nil;
  kassa_receipt_add_item_w: function(Receipt: Pointer; Name: PWideChar; Price, Quantity, Amount: Int64;
    Tax: PWideChar): LongInt; cdecl = nil;
  kassa_receipt_add_payment: function(Receipt: Pointer; Kind: PAnsiChar; Sum: Int64): LongInt; cdecl = nil;
  kassa_receipt_add_payment_w: function(Receipt: Pointer; Kind: PWideChar; Sum: Int64): LongInt; cdecl = nil;
  kassa_receipt_set: function(Receipt: Pointer; Path, Value: PAnsiChar): LongInt; cdecl = nil;
  kassa_receipt_set_w: function(Receipt: Pointer; Path, Value: PWideChar): LongInt; cdecl = nil;
  kassa_receipt_free: function(Receipt: Pointer): LongInt; cdecl = nil;
  kassa_print_receipt: function(Device, Receipt: Pointer; Document: PKassaDocumentRecord): LongInt; cdecl = nil;
  kassa_recover_document: function(Device: Pointer; ExternalId: PAnsiChar; Document: PKassaDocumentRecord): LongInt;
    cdecl = nil;
  kassa_recover_document_w: function(Device: Pointer; ExternalId: PWideChar; Document: PKassaDocumentRecord): LongInt;
    cdecl = nil;
  kassa_last_error_record: function(Error: PKassaErrorRecord): LongInt; cdecl = nil;
  kassa_last_error_fault: function(Index: LongInt; Fault: PKassaFaultRecord): LongInt; cdecl = nil;
  kassa_registration_start: function(Registrar, Device: Pointer; Request: PAnsiChar; out Answer: PAnsiChar): LongInt;
    cdecl = nil;
  kassa_registration_advance: function(Registrar, Device: Pointer; Id: PAnsiChar; Signer: TKassaSignFn; User: Pointer; out Answer: PAnsiChar): LongInt;
    cdecl = nil;
  kassa_registration_state: function(Registrar: Pointer; Id: PAnsiChar; out Answer: PAnsiChar): LongInt;
    cdecl = nil;
  kassa_signature_set: function(Into: Pointer; Base64: PAnsiChar): LongInt;
    cdecl = nil;
  kassa_application_create: function(Registrar: Pointer; Params: PAnsiChar; out Answer: PAnsiChar): LongInt;
    cdecl = nil;
  kassa_application_update: function(Registrar: Pointer; Params: PAnsiChar; out Answer: PAnsiChar): LongInt;
    cdecl = nil;
  kassa_application_list: function(Registrar: Pointer; Params: PAnsiChar; out Answer: PAnsiChar): LongInt;
    cdecl = nil;
  kassa_application_get: function(Registrar: Pointer; Params: PAnsiChar; out Answer: PAnsiChar): LongInt;
    cdecl = nil;
  kassa_application_prepare_documents: function(Registrar: Pointer; Params: PAnsiChar; out Answer: PAnsiChar): LongInt;
    cdecl = nil;
  kassa_application_sign: function(Registrar: Pointer; Params: PAnsiChar; out Answer: PAnsiChar): LongInt;
    cdecl = nil;
  kassa_application_download: function(Registrar: Pointer; Params, FileName: PAnsiChar; out Answer: PAnsiChar): LongInt;
    cdecl = nil;
  kassa_client_register: function(Registrar: Pointer; Params: PAnsiChar; out Answer: PAnsiChar): LongInt;
    cdecl = nil;
  kassa_registration_start_w: function(Registrar, Device: Pointer; Request: PWideChar; out Answer: PWideChar): LongInt;
    cdecl = nil;
  kassa_registration_advance_w: function(Registrar, Device: Pointer; Id: PWideChar; Signer: TKassaSignFn; User: Pointer; out Answer: PWideChar): LongInt;
    cdecl = nil;
  kassa_registration_state_w: function(Registrar: Pointer; Id: PWideChar; out Answer: PWideChar): LongInt;
    cdecl = nil;
  kassa_signature_set_w: function(Into: Pointer; Base64: PWideChar): LongInt;
    cdecl = nil;
  kassa_application_create_w: function(Registrar: Pointer; Params: PWideChar; out Answer: PWideChar): LongInt;
    cdecl = nil;
  kassa_application_update_w: function(Registrar: Pointer; Params: PWideChar; out Answer: PWideChar): LongInt;
    cdecl = nil;
  kassa_application_list_w: function(Registrar: Pointer; Params: PWideChar; out Answer: PWideChar): LongInt;
    cdecl = nil;
  kassa_application_get_w: function(Registrar: Pointer; Params: PWideChar; out Answer: PWideChar): LongInt;
    cdecl = nil;
  kassa_application_prepare_documents_w: function(Registrar: Pointer; Params: PWideChar; out Answer: PWideChar): LongInt;
    cdecl = nil;
  kassa_application_sign_w: function(Registrar: Pointer; Params: PWideChar; out Answer: PWideChar): LongInt;
    cdecl = nil;
  kassa_application_download_w: function(Registrar: Pointer; Params, FileName: PWideChar; out Answer: PWideChar): LongInt;
    cdecl = nil;
  kassa_client_register_w: function(Registrar: Pointer; Params: PWideChar; out Answer: PWideChar): LongInt;
    cdecl = nil;

implementation

const
  {$IFDEF MSWINDOWS}
  LIBRARY_FILE = 'kassa.dll';
  {$ELSE}
  {$IFDEF DARWIN}
  LIBRARY_FILE = 'libkassa.dylib';
  INSTALLED_FILE = LIBRARY_FILE;
  {$ELSE}
  LIBRARY_FILE = 'libkassa.so';
  INSTALLED_FILE = 'libkassa.so.0';
  {$ENDIF}
  {$ENDIF}

var
  Loading: {$IFDEF MSWINDOWS}TRTLCriticalSection{$ELSE}System.TRTLCriticalSection{$ENDIF};
  Loaded: Boolean = False;
  LogEvent: TKassaLogEvent = nil;

{ ---- Text and money ---- }

{ UTF-8 up to a zero. The compilers' own converters lose letters beyond the first plane in Delphi 7, and go by the code
  page of the machine in others. What is no UTF-8 comes as the replacement character. }
function FromUtf8(Text: PAnsiChar): WideString;
var
  Code, More: LongWord;
begin
  Result := '';
  if Text = nil then
    Exit;
  while Text^ <> #0 do
  begin
    Code := Ord(Text^);
    Inc(Text);
    More := 0;
    if Code >= $F0 then
    begin
      More := 3;
      Code := Code and $07;
    end
    else if Code >= $E0 then
    begin
      More := 2;
      Code := Code and $0F;
    end
    else if Code >= $C0 then
    begin
      More := 1;
      Code := Code and $1F;
    end
    else if Code >= $80 then
      Code := $FFFD;
    while (More > 0) and ((Ord(Text^) and $C0) = $80) do
    begin
      Code := (Code shl 6) or (LongWord(Ord(Text^)) and $3F);
      Inc(Text);
      Dec(More);
    end;
    if (More > 0) or (Code > $10FFFF) then
      Code := $FFFD;
    if Code < $10000 then
      Result := Result + WideChar(Code)
    else
    begin
      Result := Result + WideChar($D800 + ((Code - $10000) shr 10));
      Result := Result + WideChar($DC00 + ((Code - $10000) and $3FF));
    end;
  end;
end;

{ The text itself, if the library can read all of it: what stands behind a zero would be lost. }
function Whole(const Text: WideString): PWideChar;
begin
  if Pos(WideChar(#0), Text) > 0 then
    raise EConvertError.Create('kassa: a text has a zero character in it');
  Result := PWideChar(Text);
end;

{ An empty text is one that was left out. }
function Given(const Text: WideString): PWideChar;
begin
  if Text = '' then
    Result := nil
  else
    Result := Whole(Text);
end;

{ Text of the library, given back to it. }
function Taken(Text: PWideChar): WideString;
begin
  Result := '';
  if Text = nil then
    Exit;
  try
    Result := Text;
  finally
    kassa_string_free_w(Text);
  end;
end;

{ A Currency is an Int64 of ten-thousandths: its digits are taken as they are, past the floating point unit. }
function Digits(const Value: Currency): Int64;
begin
  Move(Value, Result, SizeOf(Result));
end;

function Kopecks(const Sum: Currency): Int64;
begin
  Result := Digits(Sum);
  if Result mod 100 <> 0 then
    raise EConvertError.Create('kassa: a sum has a fraction of a kopeck: ' + CurrToStr(Sum));
  Result := Result div 100;
end;

function FromKopecks(Sum: Int64): Currency;
begin
  if (Sum > High(Int64) div 100) or (Sum < -(High(Int64) div 100)) then
    raise EConvertError.Create('kassa: a sum is longer than Currency: ' + IntToStr(Sum) + ' kopecks');
  Sum := Sum * 100;
  Move(Sum, Result, SizeOf(Result));
end;

{ Price * Quantity in kopecks, rounded half up. }
function LineSum(const Price, Quantity: Currency): Int64;
var
  Price100, Quantity10000: Int64;
begin
  Price100 := Kopecks(Price);
  Quantity10000 := Digits(Quantity);
  if (Price100 < 0) or (Quantity10000 < 0)
    or ((Quantity10000 > 0) and (Price100 > (High(Int64) - 5000) div Quantity10000)) then
    raise EConvertError.Create('kassa: price * quantity is out of range');
  Result := (Price100 * Quantity10000 + 5000) div 10000;
end;

{ 2026-11-22T14:58:27, or without seconds; 0 for anything else. }
function FromIso(const Text: WideString): TDateTime;

  function Number(At, Count: Integer): Word;
  var
    I: Integer;
  begin
    Result := 0;
    for I := At to At + Count - 1 do
      if (I > Length(Text)) or (Text[I] < '0') or (Text[I] > '9') then
        Exit
      else
        Result := Result * 10 + Ord(Text[I]) - Ord('0');
  end;

var
  Day, Time: TDateTime;
begin
  Result := 0;
  if TryEncodeDate(Number(1, 4), Number(6, 2), Number(9, 2), Day)
    and TryEncodeTime(Number(12, 2), Number(15, 2), Number(18, 2), 0, Time) then
    Result := Day + Time;
end;

{ ---- Loading ---- }

{$IFDEF MSWINDOWS}
function Environment(const Name: WideString): WideString;
var
  Length: LongWord;
begin
  Length := GetEnvironmentVariableW(PWideChar(Name), nil, 0);
  if Length = 0 then
  begin
    Result := '';
    Exit;
  end;
  SetLength(Result, Length - 1);
  GetEnvironmentVariableW(PWideChar(Name), PWideChar(Result), Length);
end;

{ A bare name is looked for beside the program first; an absolute path, with its own folder first. }
function LoadFile(const FileName: WideString; out Reason: string): HMODULE;
var
  Flags, Code: LongWord;
begin
  Flags := 0;
  if Pos(WideChar('\'), FileName) > 0 then
    Flags := LOAD_WITH_ALTERED_SEARCH_PATH;
  Result := LoadLibraryExW(PWideChar(FileName), 0, Flags);
  Code := GetLastError;
  Reason := '';
  if Result <> 0 then
    Exit;
  case Code of
    ERROR_BAD_EXE_FORMAT:
      Reason := 'it is built for another machine, and this program has ' + IntToStr(SizeOf(Pointer) * 8) + ' bits';
    ERROR_MOD_NOT_FOUND, ERROR_FILE_NOT_FOUND, ERROR_PATH_NOT_FOUND:
      Reason := 'there is no such file';
  else
    Reason := SysErrorMessage(Code);
  end;
end;

function FindLibrary(out FileName: WideString; out Reason: string): HMODULE;
begin
  FileName := KassaLibrary;
  if FileName = '' then
    FileName := Environment('KASSA_LIBRARY');
  if FileName = '' then
    FileName := LIBRARY_FILE;
  Result := LoadFile(FileName, Reason);
end;

function AddressOf(Module: HMODULE; const Name: AnsiString): Pointer;
begin
  Result := GetProcAddress(Module, PAnsiChar(Name));
end;
{$ELSE}
type
  HMODULE = TLibHandle;

function LoadFile(const FileName: WideString; out Reason: string): HMODULE;
begin
  Result := LoadLibrary(UTF8Encode(FileName));
  Reason := '';
  if Result <> NilHandle then
    Exit;
  Reason := GetLoadErrorStr;
  if Pos('wrong ELF class', Reason) > 0 then
    Reason := 'it is built for another machine, and this program has ' + IntToStr(SizeOf(Pointer) * 8) + ' bits: ' + Reason;
end;

function FindLibrary(out FileName: WideString; out Reason: string): HMODULE;
var
  Beside: string;
begin
  FileName := KassaLibrary;
  if FileName = '' then
    FileName := WideString(GetEnvironmentVariable('KASSA_LIBRARY'));
  Beside := ExtractFilePath(ParamStr(0)) + LIBRARY_FILE;
  if (FileName = '') and FileExists(Beside) then
    FileName := WideString(Beside);
  if FileName = '' then
    FileName := INSTALLED_FILE;
  Result := LoadFile(FileName, Reason);
end;

function AddressOf(Module: HMODULE; const Name: AnsiString): Pointer;
begin
  Result := GetProcedureAddress(Module, Name);
end;
{$ENDIF}

procedure Bind(Module: HMODULE; const FileName: string);

  function Found(const Name: AnsiString): Pointer;
  begin
    Result := AddressOf(Module, Name);
    if Result = nil then
      raise EKassaLibraryError.Create('kassa: ' + FileName + ' is too old for this program: it has no ' + string(Name));
  end;

var
  Version: LongWord;
begin
  @kassa_abi_version := AddressOf(Module, 'kassa_abi_version');
  if not Assigned(kassa_abi_version) then
    raise EKassaLibraryError.Create('kassa: ' + FileName + ' is another library: it has no kassa_abi_version');
  Version := kassa_abi_version();
  if Version < KASSA_INTERFACE then
    raise EKassaLibraryError.Create('kassa: ' + FileName + ' has interface ' + IntToStr(Int64(Version))
      + ', and this program needs ' + IntToStr(KASSA_INTERFACE) + ' or newer: renew the library');
  @kassa_version := Found('kassa_version');
  @kassa_open := Found('kassa_open');
  @kassa_open_w := Found('kassa_open_w');
  @kassa_close := Found('kassa_close');
  @kassa_execute := Found('kassa_execute');
  @kassa_execute_w := Found('kassa_execute_w');
  @kassa_validate := Found('kassa_validate');
  @kassa_validate_w := Found('kassa_validate_w');
  @kassa_recover := Found('kassa_recover');
  @kassa_recover_w := Found('kassa_recover_w');
  @kassa_rebuild_journal := Found('kassa_rebuild_journal');
  @kassa_rebuild_journal_w := Found('kassa_rebuild_journal_w');
  @kassa_call := Found('kassa_call');
  @kassa_call_w := Found('kassa_call_w');
  @kassa_parse_callback := Found('kassa_parse_callback');
  @kassa_parse_callback_w := Found('kassa_parse_callback_w');
  @kassa_listen := Found('kassa_listen');
  @kassa_listen_w := Found('kassa_listen_w');
  @kassa_set_result := Found('kassa_set_result');
  @kassa_last_error := Found('kassa_last_error');
  @kassa_last_error_w := Found('kassa_last_error_w');
  @kassa_set_log := Found('kassa_set_log');
  @kassa_set_progress := Found('kassa_set_progress');
  @kassa_cancel := Found('kassa_cancel');
  @kassa_string_free := Found('kassa_string_free');
  @kassa_string_free_w := Found('kassa_string_free_w');
  @kassa_get_status := Found('kassa_get_status');
  @kassa_open_shift := Found('kassa_open_shift');
  @kassa_open_shift_w := Found('kassa_open_shift_w');
  @kassa_close_shift := Found('kassa_close_shift');
  @kassa_close_shift_w := Found('kassa_close_shift_w');
  @kassa_print_x_report := Found('kassa_print_x_report');
  @kassa_print_x_report_w := Found('kassa_print_x_report_w');
  @kassa_cash_in := Found('kassa_cash_in');
  @kassa_cash_out := Found('kassa_cash_out');
  @kassa_print_text := Found('kassa_print_text');
  @kassa_print_text_w := Found('kassa_print_text_w');
  @kassa_receipt_new := Found('kassa_receipt_new');
  @kassa_receipt_new_w := Found('kassa_receipt_new_w');
  @kassa_receipt_add_item := Found('kassa_receipt_add_item');
  @kassa_receipt_add_item_w := Found('kassa_receipt_add_item_w');
  @kassa_receipt_add_payment := Found('kassa_receipt_add_payment');
  @kassa_receipt_add_payment_w := Found('kassa_receipt_add_payment_w');
  @kassa_receipt_set := Found('kassa_receipt_set');
  @kassa_receipt_set_w := Found('kassa_receipt_set_w');
  @kassa_receipt_free := Found('kassa_receipt_free');
  @kassa_print_receipt := Found('kassa_print_receipt');
  @kassa_recover_document := Found('kassa_recover_document');
  @kassa_recover_document_w := Found('kassa_recover_document_w');
  @kassa_last_error_record := Found('kassa_last_error_record');
  @kassa_last_error_fault := Found('kassa_last_error_fault');
  @kassa_registration_start := Found('kassa_registration_start');
  @kassa_registration_advance := Found('kassa_registration_advance');
  @kassa_registration_state := Found('kassa_registration_state');
  @kassa_signature_set := Found('kassa_signature_set');
  @kassa_application_create := Found('kassa_application_create');
  @kassa_application_update := Found('kassa_application_update');
  @kassa_application_list := Found('kassa_application_list');
  @kassa_application_get := Found('kassa_application_get');
  @kassa_application_prepare_documents := Found('kassa_application_prepare_documents');
  @kassa_application_sign := Found('kassa_application_sign');
  @kassa_application_download := Found('kassa_application_download');
  @kassa_client_register := Found('kassa_client_register');
  @kassa_registration_start_w := Found('kassa_registration_start_w');
  @kassa_registration_advance_w := Found('kassa_registration_advance_w');
  @kassa_registration_state_w := Found('kassa_registration_state_w');
  @kassa_signature_set_w := Found('kassa_signature_set_w');
  @kassa_application_create_w := Found('kassa_application_create_w');
  @kassa_application_update_w := Found('kassa_application_update_w');
  @kassa_application_list_w := Found('kassa_application_list_w');
  @kassa_application_get_w := Found('kassa_application_get_w');
  @kassa_application_prepare_documents_w := Found('kassa_application_prepare_documents_w');
  @kassa_application_sign_w := Found('kassa_application_sign_w');
  @kassa_application_download_w := Found('kassa_application_download_w');
  @kassa_client_register_w := Found('kassa_client_register_w');
end;

procedure KassaLoad;
var
  Module: HMODULE;
  FileName: WideString;
  Reason: string;
begin
  EnterCriticalSection(Loading);
  try
    if Loaded then
      Exit;
    Module := FindLibrary(FileName, Reason);
    if Module = 0 then
      raise EKassaLibraryError.Create('kassa: ' + string(FileName) + ' cannot be loaded: ' + Reason
        + '. Put ' + LIBRARY_FILE + ' beside the program, or name it in KASSA_LIBRARY');
    Bind(Module, string(FileName));
    { The memory manager has to know that others than the main thread may come. }
    IsMultiThread := True;
    Loaded := True;
  finally
    LeaveCriticalSection(Loading);
  end;
end;

function KassaVersion: WideString;
begin
  KassaLoad;
  Result := FromUtf8(kassa_version);
end;

{ ---- Errors ---- }

procedure Check(Status: LongInt);
begin
  if Status <> KASSA_STATUS_OK then
    raise EKassaError.CreateLast;
end;

constructor EKassaError.CreateLast;
var
  Error: TKassaErrorRecord;
  Fault: TKassaFaultRecord;
  Told: PWideChar;
  I: Integer;
begin
  FillChar(Error, SizeOf(Error), 0);
  Error.size := SizeOf(Error);
  kassa_last_error_record(@Error);
  Code := Error.code;
  Outcome := koUnknown;
  if (Error.outcome >= 0) and (Error.outcome <= Ord(High(TKassaOutcome))) then
    Outcome := TKassaOutcome(Error.outcome);
  Retry := krService;
  if (Error.retry >= 0) and (Error.retry <= Ord(High(TKassaRetry))) then
    Retry := TKassaRetry(Error.retry);
  BackendCode := Error.backend_code;
  HttpStatus := Error.http_status;
  ExternalId := FromUtf8(Error.external_id);
  MessageRu := FromUtf8(Error.message_ru);
  MessageEn := FromUtf8(Error.message_en);
  AdviceRu := FromUtf8(Error.advice_ru);
  AdviceEn := FromUtf8(Error.advice_en);
  SetLength(Faults, Error.faults);
  for I := 0 to Error.faults - 1 do
  begin
    FillChar(Fault, SizeOf(Fault), 0);
    Fault.size := SizeOf(Fault);
    kassa_last_error_fault(I, @Fault);
    Faults[I].Path := FromUtf8(Fault.path);
    Faults[I].Value := FromUtf8(Fault.value);
    Faults[I].Rule := FromUtf8(Fault.rule);
    Faults[I].MessageRu := FromUtf8(Fault.message_ru);
    Faults[I].MessageEn := FromUtf8(Fault.message_en);
  end;
  kassa_last_error_w(Told);
  Details := Taken(Told);
  inherited Create(string(Text));
end;

function EKassaError.Text: WideString;
begin
  if KassaLanguage = klRussian then
    Result := MessageRu
  else
    Result := MessageEn;
end;

function EKassaError.Advice: WideString;
begin
  if KassaLanguage = klRussian then
    Result := AdviceRu
  else
    Result := AdviceEn;
end;

{ ---- The library's own calls back ---- }

procedure ToldLog(User: Pointer; Line: PAnsiChar); cdecl;
var
  Event: TKassaLogEvent;
begin
  try
    Event := LogEvent;
    if Assigned(Event) then
      Event(FromUtf8(Line));
  except
    { An exception must not go through the library, and the log is not worth a program. }
  end;
end;

procedure KassaSetLog(Log: TKassaLogEvent);
begin
  KassaLoad;
  LogEvent := Log;
  if Assigned(Log) then
    Check(kassa_set_log(ToldLog, nil))
  else
    Check(kassa_set_log(nil, nil));
end;

{ What stands behind "name": in a flat object of words and numbers; empty if there is none. }
function Member(const Json, Name: WideString): WideString;
var
  Quoted: WideString;
  At: Integer;
begin
  Result := '';
  Quoted := '"' + Name + '":';
  At := Pos(Quoted, Json);
  if At = 0 then
    Exit;
  Inc(At, Length(Name) + 3);
  while (At <= Length(Json)) and (Json[At] <> ',') and (Json[At] <> '}') do
  begin
    if (Json[At] <> '"') and (Json[At] <> ' ') then
      Result := Result + Json[At];
    Inc(At);
  end;
end;

procedure ToldProgress(User: Pointer; Progress: PAnsiChar); cdecl;
var
  Device: TKassa;
  Event: TKassaProgressEvent;
  Told: WideString;
begin
  try
    Device := TKassa(User);
    Event := Device.OnProgress;
    Told := FromUtf8(Progress);
    if Assigned(Event) then
      Event(Device, Member(Told, 'stage'), StrToInt64Def(string(Member(Told, 'done')), -1),
        StrToInt64Def(string(Member(Told, 'of')), -1));
  except
    { An exception must not go through the library, and what it does is not the listener's to stop: Cancel is. }
  end;
end;

{ ---- Configuration ---- }

function KassaText(const Name, Value: WideString): WideString;
const
  HEX: array[0..15] of AnsiChar = '0123456789abcdef';
var
  I: Integer;
begin
  Result := '"' + Name + '":"';
  for I := 1 to Length(Value) do
    case Value[I] of
      '"', '\':
        Result := Result + '\' + Value[I];
      #0..#31:
        Result := Result + '\u00' + WideChar(HEX[Ord(Value[I]) shr 4]) + WideChar(HEX[Ord(Value[I]) and 15]);
    else
      Result := Result + Value[I];
    end;
  Result := Result + '"';
end;

function KassaNumber(const Name: WideString; Value: Int64): WideString;
begin
  Result := '"' + Name + '":' + WideString(IntToStr(Value));
end;

function KassaConfig(const Members: array of WideString): WideString;
var
  I: Integer;
begin
  Result := '{';
  for I := Low(Members) to High(Members) do
  begin
    if I > Low(Members) then
      Result := Result + ',';
    Result := Result + Members[I];
  end;
  Result := Result + '}';
end;

{ ---- TKassaReceipt ---- }

constructor TKassaReceipt.Create(const Kind: WideString);
begin
  inherited Create;
  KassaLoad;
  Check(kassa_receipt_new_w(Whole(Kind), FHandle));
end;

destructor TKassaReceipt.Destroy;
begin
  if FHandle <> nil then
    kassa_receipt_free(FHandle);
  inherited Destroy;
end;

function TKassaReceipt.AddItem(const Name: WideString; Price, Quantity: Currency; const Vat: WideString): Integer;
begin
  Result := AddItem(Name, Price, Quantity, FromKopecks(LineSum(Price, Quantity)), Vat);
end;

function TKassaReceipt.AddItem(const Name: WideString; Price, Quantity, Amount: Currency; const Vat: WideString): Integer;
begin
  Check(kassa_receipt_add_item_w(FHandle, Whole(Name), Kopecks(Price), Digits(Quantity) * 100, Kopecks(Amount), Given(Vat)));
  Result := FItems;
  Inc(FItems);
end;

procedure TKassaReceipt.AddPayment(const Kind: WideString; Sum: Currency);
begin
  Check(kassa_receipt_add_payment_w(FHandle, Whole(Kind), Kopecks(Sum)));
end;

procedure TKassaReceipt.SetField(const Path, Value: WideString);
begin
  Check(kassa_receipt_set_w(FHandle, Whole(Path), Whole(Value)));
end;

procedure TKassaReceipt.SetItem(Index: Integer; const Field, Value: WideString);
begin
  SetField('items[' + WideString(IntToStr(Index)) + '].' + Field, Value);
end;

procedure TKassaReceipt.SetExternalId(const Value: WideString);
begin
  SetField('externalId', Value);
end;

procedure TKassaReceipt.SetTaxation(const Value: WideString);
begin
  SetField('taxationType', Value);
end;

procedure TKassaReceipt.SetCashier(const Value: WideString);
begin
  SetField('operator.name', Value);
end;

{ ---- TKassa ---- }

procedure Blank(out Told: TKassaDocumentRecord);
begin
  FillChar(Told, SizeOf(Told), 0);
  Told.size := SizeOf(Told);
end;

function Made(const Told: TKassaDocumentRecord): TKassaDocument;
begin
  Result.Number := Told.number;
  Result.ReceiptNumber := Told.receipt_number;
  Result.ShiftNumber := Told.shift_number;
  Result.Total := FromKopecks(Told.total);
  Result.Change := FromKopecks(Told.change);
  Result.Recovered := Told.recovered = 1;
  Result.NotPrinted := Told.not_printed = 1;
  Result.Notes := Told.notes;
  Result.Sign := FromUtf8(Told.sign);
  Result.DateTime := FromIso(FromUtf8(Told.date_time));
  Result.FnNumber := FromUtf8(Told.fn_number);
  Result.RegistrationNumber := FromUtf8(Told.registration_number);
  Result.ExternalId := FromUtf8(Told.external_id);
  Result.Qr := FromUtf8(Told.qr);
  Result.NonFiscal := Told.non_fiscal = 1;
  Result.Offline := Told.offline = 1;
  Result.ShiftClosed := Told.shift_closed = 1;
  Result.NotRecorded := Told.not_recorded = 1;
  Result.ByContent := Told.by_content = 1;
  Result.NumberingRestarted := Told.numbering_restarted = 1;
  Result.Similar := Told.similar;
end;

constructor TKassa.Create(const Config: WideString);
begin
  inherited Create;
  KassaLoad;
  Check(kassa_open_w(Whole(Config), FHandle));
end;

destructor TKassa.Destroy;
begin
  if FHandle <> nil then
    kassa_close(FHandle);
  inherited Destroy;
end;

function TKassa.GetStatus: TKassaStatus;
var
  Told: TKassaDeviceStatusRecord;
begin
  FillChar(Told, SizeOf(Told), 0);
  Told.size := SizeOf(Told);
  Check(kassa_get_status(FHandle, @Told));
  Result.Shift := ksUnknown;
  if (Told.shift >= 0) and (Told.shift <= 2) then
    Result.Shift := TKassaShift(Told.shift + 1);
  Result.ShiftNumber := Told.shift_number;
  { -1 not said, 0 no, 1 yes }
  Result.Fiscal := TKassaFlag(Told.fiscal + 1);
  Result.FnPresent := TKassaFlag(Told.fn_present + 1);
  Result.FnWarning := TKassaFlag(Told.fn_warning + 1);
  Result.LastDocument := Told.last_document;
  Result.DateTime := FromIso(FromUtf8(Told.date_time));
end;

function TKassa.OpenShift(const Cashier: WideString): TKassaDocument;
var
  Told: TKassaDocumentRecord;
begin
  Blank(Told);
  Check(kassa_open_shift_w(FHandle, Given(Cashier), @Told));
  Result := Made(Told);
end;

function TKassa.CloseShift(const Cashier: WideString): TKassaDocument;
var
  Told: TKassaDocumentRecord;
begin
  Blank(Told);
  Check(kassa_close_shift_w(FHandle, Given(Cashier), @Told));
  Result := Made(Told);
end;

procedure TKassa.PrintXReport(const Cashier: WideString);
begin
  Check(kassa_print_x_report_w(FHandle, Given(Cashier)));
end;

function TKassa.CashIn(Sum: Currency): TKassaDocument;
var
  Told: TKassaDocumentRecord;
begin
  Blank(Told);
  Check(kassa_cash_in(FHandle, Kopecks(Sum), @Told));
  Result := Made(Told);
end;

function TKassa.CashOut(Sum: Currency): TKassaDocument;
var
  Told: TKassaDocumentRecord;
begin
  Blank(Told);
  Check(kassa_cash_out(FHandle, Kopecks(Sum), @Told));
  Result := Made(Told);
end;

procedure TKassa.PrintText(const Text: WideString);
begin
  Check(kassa_print_text_w(FHandle, Whole(Text)));
end;

function TKassa.PrintReceipt(Receipt: TKassaReceipt): TKassaDocument;
var
  Told: TKassaDocumentRecord;
begin
  Blank(Told);
  Check(kassa_print_receipt(FHandle, Receipt.Handle, @Told));
  Result := Made(Told);
end;

function TKassa.Recover(const ExternalId: WideString): TKassaDocument;
var
  Told: TKassaDocumentRecord;
begin
  Blank(Told);
  Check(kassa_recover_document_w(FHandle, Whole(ExternalId), @Told));
  Result := Made(Told);
end;

procedure TKassa.Cancel;
begin
  Check(kassa_cancel(FHandle));
end;

{ The answer of a call that went well; the answer of another says what kassa_last_error says. }
function Answered(Status: LongInt; Answer: PWideChar): WideString;
begin
  Result := Taken(Answer);
  Check(Status);
end;

function TKassa.Execute(const Task: WideString): WideString;
var
  Answer: PWideChar;
  Status: LongInt;
begin
  Status := kassa_execute_w(FHandle, Whole(Task), Answer);
  Result := Answered(Status, Answer);
end;

function TKassa.Validate(const Task: WideString): WideString;
var
  Answer: PWideChar;
  Status: LongInt;
begin
  Status := kassa_validate_w(FHandle, Whole(Task), Answer);
  Result := Answered(Status, Answer);
end;

function TKassa.RecoverJson(const ExternalId: WideString): WideString;
var
  Answer: PWideChar;
  Status: LongInt;
begin
  Status := kassa_recover_w(FHandle, Whole(ExternalId), Answer);
  Result := Answered(Status, Answer);
end;

function TKassa.RebuildJournal: WideString;
var
  Answer: PWideChar;
  Status: LongInt;
begin
  Status := kassa_rebuild_journal_w(FHandle, Answer);
  Result := Answered(Status, Answer);
end;

function TKassa.Call(const Method, Params: WideString): WideString;
var
  Answer: PWideChar;
  Status: LongInt;
begin
  Status := kassa_call_w(FHandle, Whole(Method), Given(Params), Answer);
  Result := Answered(Status, Answer);
end;

function TKassa.ParseCallback(const Headers, Body: WideString): WideString;
var
  Answer: PWideChar;
  Status: LongInt;
begin
  Status := kassa_parse_callback_w(FHandle, Whole(Headers), Whole(Body), Answer);
  Result := Answered(Status, Answer);
end;

function TKassa.Listen(const Address: WideString): WideString;
const
  BEFORE = '{"listening":"';
var
  Answer: PWideChar;
  Status: LongInt;
begin
  Status := kassa_listen_w(FHandle, Whole(Address), Answer);
  Result := Answered(Status, Answer);
  { An address has colons and no quotes. }
  Result := Copy(Result, Length(BEFORE) + 1, Length(Result) - Length(BEFORE) - 2);
end;

procedure TKassa.StopListening;
var
  Answer: PWideChar;
  Status: LongInt;
begin
  Status := kassa_listen_w(FHandle, nil, Answer);
  Answered(Status, Answer);
end;

procedure ToldResult(User: Pointer; Result: PAnsiChar); cdecl;
var
  Device: TKassa;
  Event: TKassaResultEvent;
begin
  try
    Device := TKassa(User);
    Event := Device.OnResult;
    if Assigned(Event) then
      Event(Device, FromUtf8(Result));
  except
    { An exception must not go through the library; the result is in the journal, and Recover tells it. }
  end;
end;

procedure TKassa.SetOnResult(const Value: TKassaResultEvent);
begin
  FOnResult := Value;
  if Assigned(Value) then
    Check(kassa_set_result(FHandle, ToldResult, Self))
  else
    Check(kassa_set_result(FHandle, nil, nil));
end;

procedure TKassa.SetOnProgress(const Value: TKassaProgressEvent);
begin
  FOnProgress := Value;
  if Assigned(Value) then
    Check(kassa_set_progress(FHandle, ToldProgress, Self))
  else
    Check(kassa_set_progress(FHandle, nil, nil));
end;

{ ---- TKassaRegistrar ---- }

function RoadOf(const Json: WideString): TKassaRoad;
begin
  Result.Json := Json;
  Result.Step := Member(Json, 'step');
  Result.Awaited := Member(Json, 'awaited');
  Result.Done := Member(Json, 'done') = 'true';
end;

function AskedToSign(User: Pointer; Document: PAnsiChar; Content, Length, Into: Pointer): LongInt; cdecl;
var
  Registrar: TKassaRegistrar;
  Bytes: TKassaContent;
  Signature: WideString;
begin
  Result := 1;
  try
    Registrar := TKassaRegistrar(User);
    SetLength(Bytes, PAnsiChar(Length) - PAnsiChar(nil));
    if Bytes <> nil then
      Move(Content^, Bytes[0], System.Length(Bytes));
    if Registrar.OnSign(Registrar, FromUtf8(Document), Bytes, Signature)
      and (kassa_signature_set_w(Into, PWideChar(Signature)) = KASSA_STATUS_OK) then
      Result := 0;
  except
    { An exception must not go through the library: the document is not signed now. }
  end;
end;

function TKassaRegistrar.StartRegistration(Device: TKassa; const Request: WideString): TKassaRoad;
var
  Answer: PWideChar;
  Status: LongInt;
begin
  Status := kassa_registration_start_w(FHandle, Device.Handle, Whole(Request), Answer);
  Result := RoadOf(Answered(Status, Answer));
end;

function TKassaRegistrar.AdvanceRegistration(Device: TKassa; const Id: WideString): TKassaRoad;
var
  Answer: PWideChar;
  Status: LongInt;
  Signer: TKassaSignFn;
begin
  Signer := nil;
  if Assigned(FOnSign) then
    Signer := AskedToSign;
  Status := kassa_registration_advance_w(FHandle, Device.Handle, Whole(Id), Signer, Self, Answer);
  Result := RoadOf(Answered(Status, Answer));
end;

function TKassaRegistrar.RegistrationState(const Id: WideString): TKassaRoad;
var
  Answer: PWideChar;
  Status: LongInt;
begin
  Status := kassa_registration_state_w(FHandle, Whole(Id), Answer);
  Result := RoadOf(Answered(Status, Answer));
end;

function TKassaRegistrar.CreateApplication(const Params: WideString): WideString;
var
  Answer: PWideChar;
  Status: LongInt;
begin
  Status := kassa_application_create_w(FHandle, Whole(Params), Answer);
  Result := Answered(Status, Answer);
end;

function TKassaRegistrar.UpdateApplication(const Params: WideString): WideString;
var
  Answer: PWideChar;
  Status: LongInt;
begin
  Status := kassa_application_update_w(FHandle, Whole(Params), Answer);
  Result := Answered(Status, Answer);
end;

function TKassaRegistrar.ListApplications(const Params: WideString): WideString;
var
  Answer: PWideChar;
  Status: LongInt;
begin
  Status := kassa_application_list_w(FHandle, Given(Params), Answer);
  Result := Answered(Status, Answer);
end;

function TKassaRegistrar.GetApplication(const Params: WideString): WideString;
var
  Answer: PWideChar;
  Status: LongInt;
begin
  Status := kassa_application_get_w(FHandle, Whole(Params), Answer);
  Result := Answered(Status, Answer);
end;

function TKassaRegistrar.PrepareDocuments(const Params: WideString): WideString;
var
  Answer: PWideChar;
  Status: LongInt;
begin
  Status := kassa_application_prepare_documents_w(FHandle, Whole(Params), Answer);
  Result := Answered(Status, Answer);
end;

function TKassaRegistrar.SignDocument(const Params: WideString): WideString;
var
  Answer: PWideChar;
  Status: LongInt;
begin
  Status := kassa_application_sign_w(FHandle, Whole(Params), Answer);
  Result := Answered(Status, Answer);
end;

function TKassaRegistrar.RegisterClient(const Params: WideString): WideString;
var
  Answer: PWideChar;
  Status: LongInt;
begin
  Status := kassa_client_register_w(FHandle, Whole(Params), Answer);
  Result := Answered(Status, Answer);
end;

function TKassaRegistrar.DownloadDocument(const Params, FileName: WideString): WideString;
var
  Answer: PWideChar;
  Status: LongInt;
begin
  Status := kassa_application_download_w(FHandle, Whole(Params), Given(FileName), Answer);
  Result := Answered(Status, Answer);
end;

{$IFDEF MSWINDOWS}
function UserLanguage: TKassaLanguage;
begin
  Result := klEnglish;
  if GetUserDefaultLangID and $3FF = LANG_RUSSIAN then
    Result := klRussian;
end;
{$ELSE}
function UserLanguage: TKassaLanguage;
var
  Locale: string;
begin
  Locale := GetEnvironmentVariable('LC_ALL');
  if Locale = '' then
    Locale := GetEnvironmentVariable('LC_MESSAGES');
  if Locale = '' then
    Locale := GetEnvironmentVariable('LANG');
  Result := klEnglish;
  if LowerCase(Copy(Locale, 1, 2)) = 'ru' then
    Result := klRussian;
end;
{$ENDIF}

initialization
  {$IFDEF MSWINDOWS}InitializeCriticalSection(Loading);{$ELSE}InitCriticalSection(Loading);{$ENDIF}
  KassaLanguage := UserLanguage;

finalization
  {$IFDEF MSWINDOWS}DeleteCriticalSection(Loading);{$ELSE}DoneCriticalSection(Loading);{$ENDIF}

end.

{ kassa: one driver for any fiscal register. Delphi 7 to 12 and Free Pascal, 32 and 64 bit; needs no JSON.

  A program needs only this unit and the library (kassa.dll, libkassa.so). The unit has two layers:

  - TKassa and TKassaReceipt use Currency and WideString; a call that fails raises EKassaError.
  - Below them is every function of kassa.h under its own name; call KassaLoad first.

  The library is loaded on first use. A fiscal document is made exactly once per external id: calling again with the same
  id returns the recorded document and sends nothing, also after a restart. Send a document again only after the outcomes
  koNotSent and koRejected; after koUnknown call Recover.

  Calls block until the register has answered, so a program with a window makes them on a thread (examples/delphi).
  Free Pascal on Unix needs cthreads and cwstring as the first units of the program. }
unit Kassa;

{$IFDEF FPC}{$IFNDEF UNICODE}{$MODE DELPHI}{$ENDIF}{$ENDIF}

interface

uses
  {$IFDEF MSWINDOWS}Windows,{$ELSE}dynlibs,{$ENDIF} SysUtils;

const
  { Version of the interface that this unit is written for; the library must have at least this one. }
  KASSA_INTERFACE = 5;

  { Result of a call; docs/en/errors.md says what each means for the program. }
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
  KASSA_STATUS_ALREADY_DONE = 17;
  KASSA_STATUS_INTERNAL = 99;

type
  { Whether the document of a failed call exists. }
  TKassaOutcome = (koNotSent, koRejected, koRegistered, koUnknown);

  { What to do next: make the same call again; fix the document; call Recover first; call a person. }
  TKassaRetry = (krSafe, krFixInput, krRecoverFirst, krService);

  { Language of messages. }
  TKassaLanguage = (klEnglish, klRussian);

  { One fault of a task or a configuration. }
  TKassaFault = record
    Path: WideString;      { path of the field: items[0].tax.type }
    Value: WideString;     { as you gave it; empty if it is missing }
    Rule: WideString;      { name of the rule, as the key rules of the configuration spells it }
    MessageRu: WideString;
    MessageEn: WideString;
  end;
  TKassaFaults = array of TKassaFault;

  { The library is missing, built for another machine, or too old for this unit. }
  EKassaLibraryError = class(Exception);

  { A call that failed. }
  EKassaError = class(Exception)
  public
    Code: Integer;               { one of KASSA_STATUS_... }
    Outcome: TKassaOutcome;
    Retry: TKassaRetry;
    BackendCode: Integer;        { error code of the register; -1 if it gave none }
    HttpStatus: Integer;         { 0 if there was none }
    ExternalId: WideString;      { of the document concerned: yours, or the one that the library made }
    MessageRu, MessageEn: WideString;
    AdviceRu, AdviceEn: WideString;
    Faults: TKassaFaults;        { all faults of the task or the configuration }
    Details: WideString;         { the whole error as JSON, in its member error }
    { The error of the last failed call of this thread. }
    constructor CreateLast;
    { What happened and what to do now, in KassaLanguage. }
    function Text: WideString;
    function Advice: WideString;
    { The page of the documentation about this error, errors/unknown#lost, below the folder of a language. }
    function Docs: WideString;
  end;

  { A fiscal document as the register made it. What the register did not report is 0 or empty. }
  TKassaDocument = record
    Number: Int64;                   { of the document (tag 1040) }
    ReceiptNumber: Int64;            { within its shift (tag 1042) }
    ShiftNumber: Int64;
    Total: Currency;
    Change: Currency;                { for the buyer }
    Recovered: Boolean;              { the answer was lost; the document was found afterwards }
    NotPrinted: Boolean;             { registered, but not printed completely: give the buyer a copy }
    Notes: Integer;                  { number of notes; Execute lists them }
    Sign: WideString;                { fiscal sign (tag 1077) }
    DateTime: TDateTime;             { by the clock of the register; 0 if it is not reported }
    FnNumber: WideString;            { serial number of the fiscal drive (tag 1041) }
    RegistrationNumber: WideString;  { of the register (tag 1037) }
    ExternalId: WideString;
    Qr: WideString;                  { text of the QR code }
    NonFiscal: Boolean;              { made by a test register: not a fiscal document }
    Offline: Boolean;                { made without the OFD, under an autonomous sign }
    ShiftClosed: Boolean;            { the register closed the shift by itself and made it in the next one }
    NotRecorded: Boolean;            { registered, but not written to the journal: check the disk }
    ByContent: Boolean;              { recognised by its content alone, another program sells too: compare the paper }
    NumberingRestarted: Boolean;     { document numbers went back: restored memory, or a different register }
    Similar: Integer;                { equal documents by others since our last one: one may be this very sale }
  end;

  { kfUnknown, ksUnknown: the register does not report it. }
  TKassaFlag = (kfUnknown, kfNo, kfYes);
  TKassaShift = (ksUnknown, ksClosed, ksOpened, ksExpired);

  { State of a register. A number that it does not report is -1. }
  TKassaStatus = record
    Shift: TKassaShift;              { ksExpired: open for longer than 24 hours, can only be closed }
    ShiftNumber: Integer;            { of the open shift, or of the last one }
    Fiscal: TKassaFlag;              { registered with the tax service }
    FnPresent: TKassaFlag;
    FnWarning: TKassaFlag;
    LastDocument: Int64;
    DateTime: TDateTime;             { by the clock of the register; 0 if it is not reported }
  end;

  { Receives the progress of a call: waiting, looking, sending, settling, downloading, relaying; Done of Total, -1 if not
    known. Runs on the thread that makes the call; it may call only Cancel of the device. }
  TKassaProgressEvent = procedure(Sender: TObject; const Stage: WideString; Done, Total: Int64) of object;

  { Receives the result of a document from a queue (JSON, as RecoverJson returns it), after it is in the journal. Runs on
    threads of the library, possibly on several at once; the same result may arrive more than once. }
  TKassaResultEvent = procedure(Sender: TObject; const Result: WideString) of object;

  { Receives a line of the log, which contains no secrets. May run on any thread; it must not call the library. }
  TKassaLogEvent = procedure(const Line: WideString) of object;

  { How important a line of the log is: each exchange with the register; what was done; a call that failed; an unknown
    outcome or a fault of the journal or the library. }
  TKassaSeverity = (kvDebug, kvInfo, kvWarning, kvError);

  { Receives a line of the log with what it is about; Device and ExternalId are empty if it is about none. May run on any
    thread; it must not call the library. }
  TKassaRecordEvent = procedure(Severity: TKassaSeverity; const Device, ExternalId, Text: WideString) of object;

  { Receives a call on a device that has ended, as JSON: kassa_set_spans in kassa.h describes it. Runs on the thread that makes
    the call; it must not call the library. }
  TKassaSpanEvent = procedure(const Span: WideString) of object;

  { A receipt that is put together line by line. It belongs to no device; use it from one thread at a time. }
  TKassaReceipt = class
  private
    FHandle: Pointer;
    FItems: Integer;
    FExternalId: WideString;
    procedure SetExternalId(const Value: WideString);
    procedure SetTaxation(const Value: WideString);
    procedure SetCashier(const Value: WideString);
  public
    { Kind: 'sell', 'sellReturn', 'buy', 'buyReturn', 'sellCorrection' and so on. }
    constructor Create(const Kind: WideString = 'sell');
    destructor Destroy; override;
    { Adds a line and returns its index. Vat is 'vat10', 'vat22', 'none' and so on; without it, defaultVat of the
      configuration applies. Without Amount the sum of the line is Price * Quantity, rounded half up to the kopeck. }
    function AddItem(const Name: WideString; Price, Quantity: Currency; const Vat: WideString = ''): Integer; overload;
    function AddItem(const Name: WideString; Price, Quantity, Amount: Currency; const Vat: WideString): Integer; overload;
    { Adds a payment: 'cash', 'electronically', 'prepaid', 'credit', 'mobile' or 'other'. Cash above the total
      is the change. }
    procedure AddPayment(const Kind: WideString; Sum: Currency);
    { Sets any field of the task by its path: 'clientInfo.emailOrPhone', 'items[0].agentInfo.agents[0]'. Write numbers
      with a decimal point, flags as 'true' and 'false'. }
    procedure SetField(const Path, Value: WideString);
    { Sets a field of one line: SetItem(0, 'measurementUnit', 'kilogram'). }
    procedure SetItem(Index: Integer; const Field, Value: WideString);
    { Sets the marking code of one line, as the scanner read it, with its GS characters (#29), and what becomes of the
      thing: 'itemPieceSold', 'itemPieceReturn', 'itemDryForSale' and so on. }
    procedure MarkItem(Index: Integer; const Code: WideString; const Status: WideString = 'itemPieceSold');
    { Your own id of the document. Store it before you print: with it a lost answer can be recovered. }
    property ExternalId: WideString read FExternalId write SetExternalId;
    property Taxation: WideString write SetTaxation;
    property Cashier: WideString write SetCashier;
    property Handle: Pointer read FHandle;
  end;

  { Bytes: a document to sign, or a drawn one. }
  TKassaContent = array of Byte;

  { A device: an open connection to one register. May be used from several threads; its calls run one at a time. }
  TKassa = class
  private
    FHandle: Pointer;
    FOnProgress: TKassaProgressEvent;
    FOnResult: TKassaResultEvent;
    procedure SetOnProgress(const Value: TKassaProgressEvent);
    procedure SetOnResult(const Value: TKassaResultEvent);
  public
    { Opens a device from its configuration (docs/en/config.md), which KassaConfig can write. Sends nothing. }
    constructor Create(const Config: WideString);
    destructor Destroy; override;
    function GetStatus: TKassaStatus;
    function OpenShift(const Cashier: WideString = ''): TKassaDocument;
    function CloseShift(const Cashier: WideString = ''): TKassaDocument;
    procedure PrintXReport(const Cashier: WideString = '');
    function CashIn(Sum: Currency): TKassaDocument;
    function CashOut(Sum: Currency): TKassaDocument;
    { Prints text that is not fiscal, line by line. }
    procedure PrintText(const Text: WideString);
    { Makes the receipt on the register, exactly once per ExternalId. }
    function PrintReceipt(Receipt: TKassaReceipt): TKassaDocument;
    { Finds out what became of a document, and returns it if it exists. Raises EKassaError with KASSA_STATUS_NOT_MADE if
      it does not, KASSA_STATUS_UNKNOWN if that is not known yet, KASSA_STATUS_NOT_FOUND if the journal has no such id. }
    function Recover(const ExternalId: WideString): TKassaDocument;
    { Whether the register can do a task, Can('reportX'), and whether a field of it is sent,
      Can('sell', 'clientInfo.emailOrPhone'). Asks nothing of the register. }
    function Can(const Task: WideString; const Field: WideString = ''): Boolean;
    { Tasks and native methods of the register; of one task the fields with their limits (JSON). }
    function Capabilities(const Task: WideString = ''): WideString;
    { Metrics of the device as OpenMetrics text: what the journal counts of its documents; with AskRegister also what the
      register tells. A register that does not answer gives kassa_device_up 0 and raises nothing. }
    function Metrics(AskRegister: Boolean = False): WideString;
    { Cancels the calls that other threads are making on this device. }
    procedure Cancel;
    { For programs that have JSON. Execute executes any task (docs/en/tasks.md), Validate only checks it, RecoverJson finds
      out what became of a document, Call calls a native method of the backend. }
    function Execute(const Task: WideString): WideString;
    function Validate(const Task: WideString): WideString;
    function RecoverJson(const ExternalId: WideString): WideString;
    { Draws a fiscal document as text (UTF-8), PNG, PDF or HTML (UTF-8). Request is a JSON object with externalId, task,
      format and more; docs/en/render.md lists its members. }
    function Render(const Request: WideString): TKassaContent;
    { Reads documents that the journal has lost back from the register, after an error reported lost documents (JSON). }
    function RebuildJournal: WideString;
    function Call(const Method: WideString; const Params: WideString = ''): WideString;
    { Checks of marking codes, for registers that have them. KassaMark writes a mark; the answers are JSON. ValidateMarks
      checks several at once and keeps those that may be sold for the next receipt; the others check one step by step. }
    function ValidateMarks(const Marks: array of WideString): WideString;
    function BeginMarkingCodeValidation(const Mark: WideString): WideString;
    function GetMarkingCodeValidationStatus: WideString;
    function AcceptMarkingCode: WideString;
    procedure DeclineMarkingCode;
    procedure CancelMarkingCodeValidation;
    procedure ClearMarkingCodeValidationResult;
    function CheckImcWorkState: WideString;
    { For registers behind a queue: handles a call-back that arrived at your own web server. Headers is a JSON object.
      Returns the result; docs/en/itkassa.md says what to answer the server. }
    function ParseCallback(const Headers, Body: WideString): WideString;
    { Listens for such call-backs at an address like '127.0.0.1:8085' (port 0 takes a free port), and returns the address. }
    function Listen(const Address: WideString): WideString;
    procedure StopListening;
    property OnResult: TKassaResultEvent read FOnResult write SetOnResult;
    property OnProgress: TKassaProgressEvent read FOnProgress write SetOnProgress;
    property Handle: Pointer read FHandle;
  end;

  { State of a registration workflow. }
  TKassaRoad = record
    Step: WideString;     { application, documents, signature, number, registration, report, approval, card, done }
    Awaited: WideString;  { program, signer, registrar, taxService, applicant, nobody }
    Done: Boolean;
    Json: WideString;     { the whole state }
  end;

  { Signs the bytes of a document (JSON: id, kind, name) and returns the signature in base64. False: it cannot be signed
    now. It must not call the library. }
  TKassaSignEvent = function(Sender: TObject; const Document: WideString; const Content: TKassaContent;
    out Signature: WideString): Boolean of object;

  { The service that registers registers with the tax service. Params and answers are JSON. }
  TKassaRegistrar = class(TKassa)
  private
    FOnSign: TKassaSignEvent;
  public
    { Starts the registration workflow of a register, or corrects the request of one that waits for it. Sends nothing. }
    function StartRegistration(Device: TKassa; const Request: WideString): TKassaRoad;
    { Advances the workflow as far as it can go now. Call it again later, also weeks later. Without OnSign it stops where
      a signature is needed. }
    function AdvanceRegistration(Device: TKassa; const Id: WideString): TKassaRoad;
    { The state from the journal alone. Sends nothing. }
    function RegistrationState(const Id: WideString): TKassaRoad;
    function CreateApplication(const Params: WideString): WideString;
    function UpdateApplication(const Params: WideString): WideString;
    function ListApplications(const Params: WideString = ''): WideString;
    function GetApplication(const Params: WideString): WideString;
    function PrepareDocuments(const Params: WideString): WideString;
    function SignDocument(const Params: WideString): WideString;
    { Downloads into the file; without one the answer has the content in base64. }
    function DownloadDocument(const Params: WideString; const FileName: WideString = ''): WideString;
    function RegisterClient(const Params: WideString): WideString;
    property OnSign: TKassaSignEvent read FOnSign write FOnSign;
  end;

var
  { File of the library; set it before the first use. If empty: the environment variable KASSA_LIBRARY, then the file
    beside the program, then the library of the system. }
  KassaLibrary: WideString = '';
  { Language of EKassaError.Message, Text and Advice; the default is the language of the user. }
  KassaLanguage: TKassaLanguage = klEnglish;

{ Loads the library if it is not loaded yet; raises EKassaLibraryError if that fails. The library is never unloaded. }
procedure KassaLoad;
{ Version of the library. }
function KassaVersion: WideString;
{ Sets the receiver of the log for the whole process; nil removes it. }
procedure KassaSetLog(Log: TKassaLogEvent);
{ The same for a program whose own log has levels: all lines of the configuration's log. }
procedure KassaSetLogRecords(Log: TKassaRecordEvent);
{ Sets the receiver of calls that have ended, for a program that traces; nil removes it. }
procedure KassaSetSpans(Span: TKassaSpanEvent);
{ Writes a configuration: KassaConfig([KassaText('backend', 'icash'), KassaNumber('settleMs', 15000)]). }
function KassaConfig(const Members: array of WideString): WideString;
function KassaText(const Name, Value: WideString): WideString;
function KassaNumber(const Name: WideString; Value: Int64): WideString;
{ Writes a mark for a check: the code as the scanner read it, with its GS characters (#29). Other members of imcParams go
  into Others: KassaMark(Code, 'itemDryForSale', [KassaText('itemUnits', 'kilogram')]). }
function KassaMark(const Code: WideString; const Status: WideString = 'itemPieceSold'): WideString; overload;
function KassaMark(const Code, Status: WideString; const Others: array of WideString): WideString; overload;

{ ---- kassa.h ---- }

type
  TKassaBytes32 = array[0..31] of AnsiChar;
  TKassaBytes192 = array[0..191] of AnsiChar;
  TKassaBytes512 = array[0..511] of AnsiChar;

  { kassa_document. Packed: C has no gaps between these fields either. }
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
  TKassaSpanFn = procedure(User: Pointer; Span: PAnsiChar); cdecl;
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
  { The length is an uintptr_t }
  kassa_render: function(Device: Pointer; Request: PAnsiChar; out Bytes: Pointer; out Length: Pointer): LongInt; cdecl = nil;
  kassa_render_w: function(Device: Pointer; Request: PWideChar; out Bytes: Pointer; out Length: Pointer): LongInt; cdecl = nil;
  kassa_bytes_free: procedure(Bytes: Pointer; Length: Pointer); cdecl = nil;
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
  kassa_set_log_records: function(Log: TKassaLogFn; User: Pointer): LongInt; cdecl = nil;
  kassa_set_spans: function(Span: TKassaSpanFn; User: Pointer): LongInt; cdecl = nil;
  kassa_metrics: function(Device: Pointer; AskRegister: LongInt; out Text: PAnsiChar): LongInt; cdecl = nil;
  kassa_metrics_w: function(Device: Pointer; AskRegister: LongInt; out Text: PWideChar): LongInt; cdecl = nil;
  kassa_can: function(Device: Pointer; Task, Field: PAnsiChar; out Can: LongInt): LongInt; cdecl = nil;
  kassa_can_w: function(Device: Pointer; Task, Field: PWideChar; out Can: LongInt): LongInt; cdecl = nil;
  kassa_capabilities: function(Device: Pointer; Task: PAnsiChar; out Answer: PAnsiChar): LongInt; cdecl = nil;
  kassa_capabilities_w: function(Device: Pointer; Task: PWideChar; out Answer: PWideChar): LongInt; cdecl = nil;
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
  RecordEvent: TKassaRecordEvent = nil;
  SpanEvent: TKassaSpanEvent = nil;

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

{ Returns the text; raises if it contains a zero, because the library reads only up to that. }
function Whole(const Text: WideString): PWideChar;
begin
  if Pos(WideChar(#0), Text) > 0 then
    raise EConvertError.Create('kassa: a text contains a zero character');
  Result := PWideChar(Text);
end;

{ Null for an empty text: it counts as left out. }
function Given(const Text: WideString): PWideChar;
begin
  if Text = '' then
    Result := nil
  else
    Result := Whole(Text);
end;

{ Copies text of the library and frees it. }
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

{ A Currency is an Int64 of ten-thousandths; this reads it without floating point arithmetic. }
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
    raise EConvertError.Create('kassa: a sum is too large for Currency: ' + IntToStr(Sum) + ' kopecks');
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

{ A bare name is searched beside the program first; the dependencies of an absolute path, in its folder first. }
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
      Reason := 'it is built for another machine; this program has ' + IntToStr(SizeOf(Pointer) * 8) + ' bits';
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
    Reason := 'it is built for another machine; this program has ' + IntToStr(SizeOf(Pointer) * 8) + ' bits: ' + Reason;
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
    raise EKassaLibraryError.Create('kassa: ' + FileName + ' is not this library: it has no kassa_abi_version');
  Version := kassa_abi_version();
  if Version < KASSA_INTERFACE then
    raise EKassaLibraryError.Create('kassa: ' + FileName + ' has interface ' + IntToStr(Int64(Version))
      + ', but this program needs ' + IntToStr(KASSA_INTERFACE) + ' or newer: update the library');
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
  @kassa_render := Found('kassa_render');
  @kassa_render_w := Found('kassa_render_w');
  @kassa_bytes_free := Found('kassa_bytes_free');
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
  @kassa_set_log_records := Found('kassa_set_log_records');
  @kassa_set_spans := Found('kassa_set_spans');
  @kassa_metrics := Found('kassa_metrics');
  @kassa_metrics_w := Found('kassa_metrics_w');
  @kassa_can := Found('kassa_can');
  @kassa_can_w := Found('kassa_can_w');
  @kassa_capabilities := Found('kassa_capabilities');
  @kassa_capabilities_w := Found('kassa_capabilities_w');
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
      raise EKassaLibraryError.Create('kassa: cannot load ' + string(FileName) + ': ' + Reason
        + '. Put ' + LIBRARY_FILE + ' beside the program, or set KASSA_LIBRARY to its path');
    Bind(Module, string(FileName));
    { The memory manager has to know that there are more threads than the main one. }
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

{ An advice of the library with the names of this unit in the place of the C functions. }
function InDelphi(const Advice: WideString): WideString;
const
  Functions: array[0..3] of WideString = ('kassa_recover', 'kassa_rebuild_journal', 'kassa_open', 'kassa.h');
  OwnNames: array[0..3] of WideString = ('TKassa.Recover', 'TKassa.RebuildJournal', 'TKassa.Create', 'Kassa.pas');
var
  I, At: Integer;
begin
  Result := Advice;
  for I := Low(Functions) to High(Functions) do
  begin
    At := Pos(Functions[I], Result);
    while At > 0 do
    begin
      Delete(Result, At, Length(Functions[I]));
      Insert(OwnNames[I], Result, At);
      At := Pos(Functions[I], Result);
    end;
  end;
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
  AdviceRu := InDelphi(FromUtf8(Error.advice_ru));
  AdviceEn := InDelphi(FromUtf8(Error.advice_en));
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

{ The text of the member Name of a JSON object; empty if it is missing. }
function TextMember(const Json, Name: WideString): WideString;
const
  SHORT: WideString = 'nrtbf';
  MEANT: WideString = #10#13#9#8#12;
var
  Quoted: WideString;
  At, Letter: Integer;
begin
  Result := '';
  { A quote within a text of JSON has a backslash before it, so this is only at the member itself. }
  Quoted := '"' + Name + '":"';
  At := Pos(Quoted, Json);
  if At = 0 then
    Exit;
  Inc(At, Length(Quoted));
  while (At <= Length(Json)) and (Json[At] <> '"') do
  begin
    if (Json[At] = '\') and (At < Length(Json)) then
    begin
      Inc(At);
      Letter := Pos(Json[At], SHORT);
      if Letter > 0 then
        Result := Result + MEANT[Letter]
      else if Json[At] = 'u' then
      begin
        Result := Result + WideChar(StrToIntDef('$' + string(Copy(Json, At + 1, 4)), $FFFD));
        Inc(At, 4);
      end
      else
        Result := Result + Json[At];
    end
    else
      Result := Result + Json[At];
    Inc(At);
  end;
end;

function EKassaError.Docs: WideString;
begin
  Result := TextMember(Details, 'docs');
end;

{ ---- Functions that the library calls ---- }

procedure ToldLog(User: Pointer; Line: PAnsiChar); cdecl;
var
  Event: TKassaLogEvent;
begin
  try
    Event := LogEvent;
    if Assigned(Event) then
      Event(FromUtf8(Line));
  except
    { An exception must not pass through the library. One from a log listener is ignored. }
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

procedure ToldRecord(User: Pointer; Line: PAnsiChar); cdecl;
const
  LEVELS: array[TKassaSeverity] of WideString = ('debug', 'info', 'warning', 'error');
var
  Event: TKassaRecordEvent;
  Told, Level: WideString;
  Severity, Each: TKassaSeverity;
begin
  try
    Event := RecordEvent;
    if not Assigned(Event) then
      Exit;
    Told := FromUtf8(Line);
    Level := TextMember(Told, 'level');
    Severity := kvInfo;
    for Each := Low(LEVELS) to High(LEVELS) do
      if LEVELS[Each] = Level then
        Severity := Each;
    Event(Severity, TextMember(Told, 'device'), TextMember(Told, 'externalId'), TextMember(Told, 'text'));
  except
    { An exception must not pass through the library. One from a log listener is ignored. }
  end;
end;

procedure KassaSetLogRecords(Log: TKassaRecordEvent);
begin
  KassaLoad;
  RecordEvent := Log;
  if Assigned(Log) then
    Check(kassa_set_log_records(ToldRecord, nil))
  else
    Check(kassa_set_log_records(nil, nil));
end;

procedure ToldSpan(User: Pointer; Span: PAnsiChar); cdecl;
var
  Event: TKassaSpanEvent;
begin
  try
    Event := SpanEvent;
    if Assigned(Event) then
      Event(FromUtf8(Span));
  except
    { An exception must not pass through the library. One from a listener is ignored. }
  end;
end;

procedure KassaSetSpans(Span: TKassaSpanEvent);
begin
  KassaLoad;
  SpanEvent := Span;
  if Assigned(Span) then
    Check(kassa_set_spans(ToldSpan, nil))
  else
    Check(kassa_set_spans(nil, nil));
end;

{ The value of "name" in a flat JSON object of words and numbers; empty if it is missing. }
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
    { An exception must not pass through the library. A listener cannot stop a call by it; Cancel does that. }
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

{ The texts with commas between them. }
function Joined(const Texts: array of WideString): WideString;
var
  I: Integer;
begin
  Result := '';
  for I := Low(Texts) to High(Texts) do
  begin
    if I > Low(Texts) then
      Result := Result + ',';
    Result := Result + Texts[I];
  end;
end;

function KassaConfig(const Members: array of WideString): WideString;
begin
  Result := '{' + Joined(Members) + '}';
end;

function KassaMark(const Code, Status: WideString): WideString;
begin
  Result := KassaMark(Code, Status, []);
end;

function KassaMark(const Code, Status: WideString; const Others: array of WideString): WideString;
begin
  Result := '{' + KassaText('imc', Code) + ',' + KassaText('itemEstimatedStatus', Status);
  if Length(Others) > 0 then
    Result := Result + ',' + Joined(Others);
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
  if Path = 'externalId' then
    FExternalId := Value;
end;

procedure TKassaReceipt.SetItem(Index: Integer; const Field, Value: WideString);
begin
  SetField('items[' + WideString(IntToStr(Index)) + '].' + Field, Value);
end;

procedure TKassaReceipt.MarkItem(Index: Integer; const Code, Status: WideString);
begin
  SetItem(Index, 'imcParams.imc', Code);
  SetItem(Index, 'imcParams.itemEstimatedStatus', Status);
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
  { -1 not reported, 0 no, 1 yes }
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

function TKassa.Can(const Task, Field: WideString): Boolean;
var
  Told: LongInt;
begin
  Check(kassa_can_w(FHandle, Whole(Task), Given(Field), Told));
  Result := Told = 1;
end;

procedure TKassa.Cancel;
begin
  Check(kassa_cancel(FHandle));
end;

{ The answer of a call that succeeded; after a failure kassa_last_error has the same error. }
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

function TKassa.Capabilities(const Task: WideString): WideString;
var
  Answer: PWideChar;
  Status: LongInt;
begin
  Status := kassa_capabilities_w(FHandle, Given(Task), Answer);
  Result := Answered(Status, Answer);
end;

function TKassa.Metrics(AskRegister: Boolean): WideString;
var
  Text: PWideChar;
begin
  Check(kassa_metrics_w(FHandle, Ord(AskRegister), Text));
  Result := Taken(Text);
end;

function TKassa.ValidateMarks(const Marks: array of WideString): WideString;
begin
  Result := Execute('{"type":"validateMarks","params":[' + Joined(Marks) + ']}');
end;

function TKassa.BeginMarkingCodeValidation(const Mark: WideString): WideString;
begin
  Result := Execute('{"type":"beginMarkingCodeValidation","params":' + Mark + '}');
end;

function TKassa.GetMarkingCodeValidationStatus: WideString;
begin
  Result := Execute('{"type":"getMarkingCodeValidationStatus"}');
end;

function TKassa.AcceptMarkingCode: WideString;
begin
  Result := Execute('{"type":"acceptMarkingCode"}');
end;

procedure TKassa.DeclineMarkingCode;
begin
  Execute('{"type":"declineMarkingCode"}');
end;

procedure TKassa.CancelMarkingCodeValidation;
begin
  Execute('{"type":"cancelMarkingCodeValidation"}');
end;

procedure TKassa.ClearMarkingCodeValidationResult;
begin
  Execute('{"type":"clearMarkingCodeValidationResult"}');
end;

function TKassa.CheckImcWorkState: WideString;
begin
  Result := Execute('{"type":"checkImcWorkState"}');
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

function TKassa.Render(const Request: WideString): TKassaContent;
var
  Bytes, Length: Pointer;
begin
  Check(kassa_render_w(FHandle, Whole(Request), Bytes, Length));
  try
    Result := nil;
    SetLength(Result, PAnsiChar(Length) - PAnsiChar(nil));
    if Result <> nil then
      Move(Bytes^, Result[0], System.Length(Result));
  finally
    kassa_bytes_free(Bytes, Length);
  end;
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
    { An exception must not pass through the library. The result is in the journal; Recover returns it. }
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
    { An exception must not pass through the library: the document counts as not signed. }
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

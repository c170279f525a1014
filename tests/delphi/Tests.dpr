{ The tests of the unit: Tests URL-OF-THE-SIMULATOR FOLDER-FOR-JOURNALS FOLDER-WITH-STRANGE-LIBRARIES URL-OF-A-REGISTRATION-SERVICE
  URL-OF-AN-UNREGISTERED-REGISTER URL-OF-A-QUEUE URL-OF-ATOLS-WEB-SERVER }
program Tests;

{$IFDEF FPC}{$IFNDEF UNICODE}{$MODE DELPHI}{$ENDIF}{$CODEPAGE UTF8}{$ENDIF}
{$APPTYPE CONSOLE}

uses
  {$IFDEF UNIX}cthreads, cwstring,{$ENDIF}
  Classes, SysUtils, Control, Checks, Kassa;

const
  CASHIER = 'Кассир Лунина';
  {$IFDEF MSWINDOWS}
  EXTENSION = '.dll';
  {$ELSE}
  EXTENSION = '.so';
  {$ENDIF}

type
  { The event handlers of the tests. }
  TEar = class
  public
    Stages: WideString;
    CancelAt: WideString;
    Lines: Integer;
    Heard: WideString;
    Notes: WideString;
    Spans: WideString;
    procedure Progress(Sender: TObject; const Stage: WideString; Done, Total: Int64);
    procedure Log(const Line: WideString);
    function Sign(Sender: TObject; const Document: WideString; const Content: TKassaContent;
      out Signature: WideString): Boolean;
    procedure Hear(Sender: TObject; const Result: WideString);
    procedure Noted(Severity: TKassaSeverity; const Device, ExternalId, Text: WideString);
    procedure Traced(const Span: WideString);
    procedure Failing(Sender: TObject; const Stage: WideString; Done, Total: Int64);
  end;

  TSeller = class(TThread)
  public
    Device: TKassa;
    Id: WideString;
    Number: Int64;
  protected
    procedure Execute; override;
  end;

var
  Scratch, Libraries: WideString;
  Device: TKassa;
  Journals: Integer;
  Ids: Integer;

procedure TEar.Progress(Sender: TObject; const Stage: WideString; Done, Total: Int64);
begin
  Stages := Stages + Stage + ' ';
  if Stage = CancelAt then
    TKassa(Sender).Cancel;
end;

procedure TEar.Log(const Line: WideString);
begin
  Inc(Lines);
end;

procedure TEar.Noted(Severity: TKassaSeverity; const Device, ExternalId, Text: WideString);
begin
  Notes := Notes + WideString(IntToStr(Ord(Severity))) + ' ' + Device + ' ' + ExternalId + ' ' + Text + #10;
end;

procedure TEar.Traced(const Span: WideString);
begin
  Spans := Spans + Span + #10;
end;

procedure TEar.Failing(Sender: TObject; const Stage: WideString; Done, Total: Int64);
begin
  raise Exception.Create('the listener''s own');
end;

{ Base64 of ASCII. }
function Base64(const Text: AnsiString): WideString;
const
  LETTERS: AnsiString = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
var
  I, J: Integer;
  Bits: LongWord;
begin
  Result := '';
  I := 1;
  while I <= Length(Text) do
  begin
    Bits := 0;
    for J := 0 to 2 do
    begin
      Bits := Bits shl 8;
      if I + J <= Length(Text) then
        Bits := Bits or Ord(Text[I + J]);
    end;
    for J := 0 to 3 do
      if (J < 2) or (I + J - 1 <= Length(Text)) then
        Result := Result + WideChar(LETTERS[1 + (Bits shr (18 - 6 * J)) and 63])
      else
        Result := Result + '=';
    Inc(I, 3);
  end;
end;

{ The simulator's test signature: FNV-1a of the bytes. }
function TEar.Sign(Sender: TObject; const Document: WideString; const Content: TKassaContent;
  out Signature: WideString): Boolean;
var
  Hash, Prime: Int64;
  I: Integer;
begin
  Check(Pos(WideString('"name"'), Document) > 0, 'what it is');
  Hash := Int64($CBF29CE4) shl 32 or Int64($84222325);
  Prime := Int64($100) shl 32 or Int64($1B3);
  {$Q-}{$R-}
  for I := 0 to High(Content) do
    Hash := (Hash xor Content[I]) * Prime;
  Signature := Base64('TEST SIGNATURE ' + AnsiString(LowerCase(IntToHex(Hash, 16))));
  Inc(Lines);
  Result := True;
end;

function Journal: WideString;
begin
  Inc(Journals);
  Result := Scratch + '/журнал-' + WideString(IntToStr(Journals)) + '.db';
end;

function Opened: TKassa;
begin
  Result := TKassa.Create(KassaConfig([KassaText('backend', 'icash'), KassaText('url', WideString(Url)),
    KassaText('journal', Journal), KassaNumber('settleMs', 300), KassaNumber('resend', 0)]));
end;

function NewId: WideString;
begin
  Inc(Ids);
  Result := 'чек-' + WideString(IntToStr(Ids));
end;

procedure Shift(Wanted: TKassaShift);
begin
  if Device.GetStatus.Shift <> Wanted then
    if Wanted = ksOpened then
      Device.OpenShift(CASHIER)
    else
      Device.CloseShift(CASHIER);
end;

function Tea(const Id: WideString): TKassaReceipt;
begin
  Result := TKassaReceipt.Create;
  Result.ExternalId := Id;
  Result.Taxation := 'osn';
  Result.Cashier := CASHIER;
  Result.AddItem('Чай чёрный', 125.50, 1, 'vat10');
  Result.AddPayment('electronically', 125.50);
end;

function Sold(OnDevice: TKassa; const Id: WideString): TKassaDocument;
var
  Receipt: TKassaReceipt;
begin
  Receipt := Tea(Id);
  try
    Result := OnDevice.PrintReceipt(Receipt);
  finally
    Receipt.Free;
  end;
end;

procedure TSeller.Execute;
begin
  try
    Number := Sold(Device, Id).Number;
  except
    Number := -1;
  end;
end;

{ The code that a sale with this id fails with; 0 if it succeeds. }
function Failure(OnDevice: TKassa; const Id: WideString): Integer;
begin
  Result := 0;
  try
    Sold(OnDevice, Id);
  except
    on E: EKassaError do
      Result := E.Code;
  end;
end;

function LoadingError(const FileName: WideString): WideString;
begin
  KassaLibrary := FileName;
  Result := '';
  try
    KassaLoad;
  except
    on E: EKassaLibraryError do
      Result := WideString(E.Message);
  end;
  KassaLibrary := '';
end;

procedure Holds(const Part, Text: WideString);
begin
  Check(Pos(Part, Text) > 0, Part + ' is not in: ' + Text);
end;

{ Runs first, since a library that was loaded stays loaded. }
procedure StrangeLibraries;
begin
  Holds('cannot load', LoadingError(Scratch + '/none' + EXTENSION));
  Holds('no such file', LowerCase(LoadingError(Scratch + '/none' + EXTENSION)));
  Holds(WideString('built for another machine; this program has ' + IntToStr(SizeOf(Pointer) * 8) + ' bits'),
    LoadingError(Libraries + '/machine' + EXTENSION));
  Holds(WideString('has interface 0, but this program needs ' + IntToStr(KASSA_INTERFACE)), LoadingError(Libraries + '/old' + EXTENSION));
  Holds('is not this library: it has no kassa_abi_version', LoadingError(Libraries + '/foreign' + EXTENSION));
  Holds('too old for this program: it has no kassa_version', LoadingError(Libraries + '/lacking' + EXTENSION));
end;

procedure RightLibrary;
begin
  Equal('0.1.0', KassaVersion);
  Check(kassa_abi_version() >= KASSA_INTERFACE, 'the interface');
end;

procedure Texts;
begin
  Equal('"a":"b\"\\\u000a\u001f/"', KassaText('a', 'b"\'#10#31'/'));
  Equal('{"a":"b","c":-5}', KassaConfig([KassaText('a', 'b'), KassaNumber('c', -5)]));
end;

procedure WrongConfiguration;
begin
  try
    TKassa.Create(KassaConfig([KassaText('backend', 'icash'), KassaText('url', WideString(Url)), KassaText('colour', 'red'),
      KassaText('timeoutMs', 'long')])).Free;
  except
    on E: EKassaError do
    begin
      Equal(KASSA_STATUS_BAD_CONFIG, E.Code);
      Check(E.Outcome = koNotSent, 'outcome');
      Check(E.Retry = krFixInput, 'retry');
      Equal(2, Length(E.Faults));
      Equal('timeoutMs colour', E.Faults[0].Path + ' ' + E.Faults[1].Path);
      Equal('errors/badConfig', E.Docs);
      Exit;
    end;
  end;
  Check(False, 'it was opened');
end;

procedure Day;
var
  Receipt: TKassaReceipt;
  Document, Again, Closed: TKassaDocument;
  State: TKassaStatus;
  Id: WideString;
  Line: Integer;
begin
  Shift(ksClosed);
  Check(Device.GetStatus.Fiscal = kfYes, 'registered');
  Check(Device.GetStatus.FnWarning = kfNo, 'no warning');
  Closed := Device.OpenShift(CASHIER);
  { Outside of the Basic Multilingual Plane, too. }
  Id := NewId + ' ' + WideChar($D83E) + WideChar($DDFE);
  Receipt := TKassaReceipt.Create('sell');
  try
    Receipt.ExternalId := Id;
    Receipt.Taxation := 'osn';
    Receipt.Cashier := CASHIER;
    Equal(0, Receipt.AddItem('Хлеб ржаной', 45.90, 3, 'vat10'));
    Equal(1, Receipt.AddItem('Сыр весовой', 820, 0.355, 291.10, ''));
    Receipt.SetItem(1, 'tax.type', 'vat10');
    Receipt.SetItem(1, 'measurementUnit', 'kilogram');
    for Line := 0 to 1 do
    begin
      Receipt.SetItem(Line, 'paymentMethod', 'fullPayment');
      Receipt.SetItem(Line, 'paymentObject', 'commodity');
    end;
    Receipt.SetField('clientInfo.emailOrPhone', '+79160000001');
    Receipt.AddPayment('cash', 500);
    Document := Device.PrintReceipt(Receipt);
    Again := Device.PrintReceipt(Receipt);
  finally
    Receipt.Free;
  end;
  EqualSum(428.80, Document.Total);
  EqualSum(71.20, Document.Change);
  Equal(Id, Document.ExternalId);
  Equal(Closed.Number + 1, Document.Number);
  Equal(Closed.ShiftNumber, Document.ShiftNumber);
  Equal(1, Document.ReceiptNumber);
  Check(Abs(Document.DateTime - Now) < 2, 'the time');
  Equal(16, Length(Document.FnNumber));
  Equal('0000000001045548', Document.RegistrationNumber);
  Holds('s=428.80', Document.Qr);
  Check((Document.Sign <> '') and not Document.Recovered and not Document.NotPrinted and (Document.Notes = 0), 'the rest');
  Equal(Document.Number, Again.Number);
  Equal(Document.Qr, Device.Recover(Id).Qr);
  State := Device.GetStatus;
  Check(State.Shift = ksOpened, 'an open shift');
  Equal(Document.Number, State.LastDocument);
  Check(Pos(UTF8Encode(WideString('Сыр')), Ask('/tape')) > 0, 'the tape');
  Closed := Device.CloseShift(CASHIER);
  Equal(Document.Number + 1, Closed.Number);
end;

procedure Once;
var
  Before: Integer;
  Id: WideString;
  Receipt: TKassaReceipt;
begin
  Shift(ksOpened);
  Before := Receipts;
  Id := NewId;
  Equal(Sold(Device, Id).Number, Sold(Device, Id).Number);
  Equal(Before + 1, Receipts);
  Receipt := Tea(Id);
  try
    Equal(Id, Receipt.ExternalId);
    Receipt.SetItem(0, 'name', 'Кофе');
    try
      Device.PrintReceipt(Receipt);
      Check(False, 'sold');
    except
      on E: EKassaError do
      begin
        Equal(KASSA_STATUS_ID_REUSED, E.Code);
        Holds('TKassa.Recover', E.AdviceRu);
        Holds('TKassa.Recover', E.AdviceEn);
        Equal(0, Pos(WideString('kassa_'), E.AdviceRu + E.AdviceEn));
      end;
    end;
  finally
    Receipt.Free;
  end;
end;

procedure LostAnswer;
var
  Before: Integer;
begin
  Shift(ksOpened);
  Before := Receipts;
  Faults('[{"path": "/receipt", "point": "processed", "action": "close"}]');
  Check(Sold(Device, NewId).Recovered, 'found');
  Equal(Before + 1, Receipts);
end;

procedure UnknownOutcome;
var
  Hasty: TKassa;
  Id: WideString;
  Before: Integer;
begin
  Shift(ksOpened);
  Before := Receipts;
  Id := NewId;
  Hasty := TKassa.Create(KassaConfig([KassaText('backend', 'icash'), KassaText('url', WideString(Url)),
    KassaText('journal', Journal), KassaNumber('settleMs', 300), KassaNumber('resend', 0), KassaNumber('deadlineMs', 6000),
    KassaNumber('timeoutMs', 4000), KassaNumber('connectTimeoutMs', 4000)]));
  try
    Faults('[{"path": "/receipt", "point": "processed", "action": "close"},'
      + '{"path": "/status", "skip": 1, "times": 0, "point": "received", "action": "close"},'
      + '{"path": "/search", "times": 0, "point": "received", "action": "close"}]');
    try
      Sold(Hasty, Id);
      Check(False, 'sold');
    except
      on E: EKassaError do
      begin
        Equal(KASSA_STATUS_UNKNOWN, E.Code);
        Check((E.Outcome = koUnknown) and (E.Retry = krRecoverFirst), 'outcome and retry');
        Equal(Id, E.ExternalId);
      end;
    end;
    Faults('[]');
    Check(Hasty.Recover(Id).Recovered, 'found');
    Holds('"recovered":true', Hasty.RecoverJson(Id));
    Equal(Before + 1, Receipts);
  finally
    Hasty.Free;
  end;
end;

procedure FaultsAtOnce;
var
  Receipt: TKassaReceipt;
begin
  Receipt := TKassaReceipt.Create;
  try
    Receipt.Taxation := 'osn';
    Receipt.AddItem('Чай', 125.50, 1, 125.53, 'vat22');
    Receipt.AddPayment('cash', 1);
    try
      Device.PrintReceipt(Receipt);
      Check(False, 'sold');
    except
      on E: EKassaError do
      begin
        Equal(KASSA_STATUS_BAD_DOCUMENT, E.Code);
        Equal(3, Length(E.Faults));
        Equal('items[0].amount: lineSum 125.53', E.Faults[0].Path + ': ' + E.Faults[0].Rule + ' ' + E.Faults[0].Value);
        Equal('items[0].tax.type: carried vat22', E.Faults[1].Path + ': ' + E.Faults[1].Rule + ' ' + E.Faults[1].Value);
        Equal('payments: paymentsCover', E.Faults[2].Path + ': ' + E.Faults[2].Rule);
        Check((E.Faults[2].MessageRu <> '') and (E.Faults[2].MessageEn <> ''), 'both languages');
        Holds('"badDocument"', E.Details);
      end;
    end;
  finally
    Receipt.Free;
  end;
end;

procedure Languages;
begin
  try
    Device.Execute('{"type": "dance"}');
    Check(False, 'done');
  except
    on E: EKassaError do
    begin
      KassaLanguage := klRussian;
      Equal(E.MessageRu, E.Text);
      Equal(E.AdviceRu, E.Advice);
      Holds('не ', E.Text);
      KassaLanguage := klEnglish;
      Equal(E.MessageEn, E.Text);
    end;
  end;
end;

procedure Refusal;
var
  Id: WideString;
begin
  Shift(ksClosed);
  Id := NewId;
  try
    Sold(Device, Id);
    Check(False, 'sold');
  except
    on E: EKassaError do
    begin
      Equal(KASSA_STATUS_REFUSED, E.Code);
      Check(E.Outcome = koRejected, 'outcome');
      Equal(48, E.BackendCode);
      Equal(200, E.HttpStatus);
      Equal(Id, E.ExternalId);
      Holds('Смена не открыта', E.Details);
    end;
  end;
  Shift(ksOpened);
  Equal(0, Failure(Device, Id));
end;

procedure AlreadyDone;

  procedure Again(Wanted: TKassaShift; const Words: WideString);
  begin
    Shift(Wanted);
    try
      if Wanted = ksOpened then
        Device.OpenShift(CASHIER)
      else
        Device.CloseShift(CASHIER);
      Check(False, 'made');
    except
      on E: EKassaError do
      begin
        Equal(KASSA_STATUS_ALREADY_DONE, E.Code);
        Check(E.Outcome = koRejected, 'outcome');
        Holds(Words, E.MessageRu);
      end;
    end;
  end;

begin
  Again(ksClosed, 'уже закрыта');
  Again(ksOpened, 'уже открыта');
end;

procedure NoLink;
var
  Nowhere: TKassa;
begin
  Nowhere := TKassa.Create(KassaConfig([KassaText('backend', 'icash'), KassaText('url', 'http://127.0.0.1:1'),
    KassaText('journal', Journal)]));
  try
    Equal(KASSA_STATUS_NO_LINK, Failure(Nowhere, NewId));
  finally
    Nowhere.Free;
  end;
end;

procedure Money;
var
  Receipt: TKassaReceipt;
  Refused: Integer;

  procedure Refuse(Price, Quantity: Currency);
  begin
    try
      Receipt.AddItem('a', Price, Quantity, 'none');
    except
      on E: EConvertError do
        Inc(Refused);
    end;
  end;

begin
  Refused := 0;
  Receipt := TKassaReceipt.Create;
  try
    Refuse(0.0001, 1);
    Refuse(10.015, 1);
    Refuse(-1, 1);
    Refuse(900000000000, 10000);
    Equal(4, Refused);
    { 0.01 * 1.5 = 0.015, rounded half up; 0.67 * 1.5 = 1.005 }
    Receipt.Taxation := 'osn';
    Receipt.AddItem('Гвоздь', 0.01, 1.5, 'none');
    Receipt.AddItem('Гвоздь', 0.67, 1.5, 'none');
    Receipt.AddPayment('cash', 1.03);
    Shift(ksOpened);
    EqualSum(1.03, Device.PrintReceipt(Receipt).Total);
  finally
    Receipt.Free;
  end;
end;

function Unsupported(Which: Integer): Integer;
begin
  Result := 0;
  try
    case Which of
      0: Device.CashIn(1000);
      1: Device.CashOut(1000);
      2: Device.PrintXReport(CASHIER);
    else
      Device.Call('dance');
    end;
  except
    on E: EKassaError do
      Result := E.Code;
  end;
end;

procedure Lacking;
var
  I: Integer;
begin
  for I := 0 to 3 do
    Equal(KASSA_STATUS_UNSUPPORTED, Unsupported(I));
end;

procedure Json;
begin
  Holds('"shiftStatus"', Device.Execute('{"type": "getShiftStatus"}'));
  Equal('{"warnings":{}}', Device.Validate('{"type": "openShift"}'));
  Holds('shiftStatus', Device.Call('shift/status'));
  Holds('"data"', Device.Call('search', '{"document_number": 1}'));
end;

procedure Printing;
begin
  Device.PrintText('Спасибо за покупку!'#13#10'Ждём вас снова');
  Check(Pos(UTF8Encode(WideString('Ждём вас снова')), Ask('/tape')) > 0, 'the tape');
end;

{ What is drawn of the opening of a shift. }
function Drawn(const Id, Format: WideString): AnsiString;
var
  Bytes: TKassaContent;
begin
  Bytes := Device.Render('{"externalId":"' + Id + '","task":{"type":"openShift"},"format":"' + Format + '"}');
  SetLength(Result, Length(Bytes));
  Move(Bytes[0], Result[1], Length(Bytes));
end;

procedure Drawing;
var
  Id: WideString;
begin
  Shift(ksClosed);
  Id := NewId;
  Device.Execute('{"type":"openShift","externalId":"' + Id + '"}');
  Check(Pos(UTF8Encode(WideString('ОТЧЕТ ОБ ОТКРЫТИИ СМЕНЫ')), Drawn(Id, 'text')) > 0, 'the text');
  Check(Pos(AnsiString('PNG'), Drawn(Id, 'png')) = 2, 'the picture');
  try
    Drawn(Id, 'gif');
    Check(False, 'drawn');
  except
    on E: EKassaError do
      Equal(KASSA_STATUS_BAD_DOCUMENT, E.Code);
  end;
end;

procedure ProgressAndCancel;
var
  Ear: TEar;
  Id: WideString;
  Before: Integer;
begin
  Shift(ksOpened);
  Id := NewId;
  Before := Receipts;
  Ear := TEar.Create;
  try
    Device.OnProgress := Ear.Progress;
    Ear.CancelAt := 'looking';
    Equal(KASSA_STATUS_CANCELLED, Failure(Device, Id));
    Equal(Before, Receipts);
    Ear.CancelAt := '';
    Ear.Stages := '';
    Equal(0, Failure(Device, Id));
    Equal('waiting looking sending ', Ear.Stages);
    Device.OnProgress := Ear.Failing;
    Equal(0, Failure(Device, NewId));
    Device.OnProgress := nil;
    Ear.Stages := '';
    Equal(0, Failure(Device, NewId));
    Equal('', Ear.Stages);
  finally
    Device.OnProgress := nil;
    Ear.Free;
  end;
end;

procedure Log;
var
  Ear: TEar;
  Told: Integer;
begin
  Ear := TEar.Create;
  try
    KassaSetLog(Ear.Log);
    Device.GetStatus;
    Told := Ear.Lines;
    KassaSetLog(nil);
    Device.GetStatus;
    Check((Told > 0) and (Told = Ear.Lines), 'lines while it is on');
  finally
    Ear.Free;
  end;
end;

procedure Records;
var
  Ear: TEar;
  Told: WideString;
begin
  Shift(ksOpened);
  Ear := TEar.Create;
  try
    KassaSetLogRecords(Ear.Noted);
    Device.Execute('{"type":"nonFiscal","items":[{"type":"text","text":"Note"}]}');
    try
      Device.PrintXReport;
      Check(False, 'it was printed');
    except
      on E: EKassaError do
        Equal(KASSA_STATUS_UNSUPPORTED, E.Code);
    end;
    KassaSetLogRecords(nil);
    Told := Ear.Notes;
    Device.GetStatus;
    Equal(Told, Ear.Notes);
    Holds('0 icash 127.0.0.1:', Told);
    Holds('  nonFiscal: done in ', Told);
    Holds('  reportX: unsupported', Told);
    Holds(#10'2 icash 127.0.0.1:', Told);
  finally
    Ear.Free;
  end;
end;

procedure Spans;
var
  Ear: TEar;
  Told: WideString;
begin
  Ear := TEar.Create;
  try
    KassaSetSpans(Ear.Traced);
    Device.Execute('{"type":"getShiftStatus"}');
    KassaSetSpans(nil);
    Told := Ear.Spans;
    Device.Execute('{"type":"getShiftStatus"}');
    Equal(Told, Ear.Spans);
    Holds('"name":"getShiftStatus"', Told);
    Holds('"status":"ok"', Told);
  finally
    Ear.Free;
  end;
end;

procedure Metrics;
begin
  Holds('# TYPE kassa_documents gauge', Device.Metrics);
  Check(Pos('kassa_device_up', Device.Metrics) = 0, 'the register is not asked');
  Holds('kassa_device_up{device="icash 127.0.0.1:', Device.Metrics(True));
end;

procedure Capable;
begin
  Check(Device.Can('sell') and Device.Can('sell', 'clientInfo.emailOrPhone'), 'an iCASH sells');
  Check(not Device.Can('reportX') and not Device.Can('sell', 'items[].barcode'), 'an iCASH has no X report');
  Holds('"backend":"icash"', Device.Capabilities);
  Holds('"operator.name"', Device.Capabilities('sell'));
end;

procedure Threads;
var
  Sellers: array[0..3] of TSeller;
  I, J: Integer;
begin
  Shift(ksOpened);
  for I := 0 to 3 do
  begin
    Sellers[I] := TSeller.Create(True);
    Sellers[I].Device := Device;
    Sellers[I].Id := NewId;
  end;
  for I := 0 to 3 do
    {$IFDEF FPC}Sellers[I].Start;{$ELSE}Sellers[I].Resume;{$ENDIF}
  for I := 0 to 3 do
    Sellers[I].WaitFor;
  for I := 0 to 3 do
    for J := 0 to 3 do
      Check((Sellers[I].Number > 0) and ((I = J) or (Sellers[I].Number <> Sellers[J].Number)), 'four documents');
  for I := 0 to 3 do
    Sellers[I].Free;
end;

function Utf8(const Text: WideString): AnsiString;
begin
  Result := UTF8Encode(Text);
end;

function TakenUtf8(Text: PAnsiChar): AnsiString;
begin
  Result := AnsiString(Text);
  kassa_string_free(Text);
end;

{ The functions in UTF-8, which the classes do not use. }
procedure Raw;
const
  SALE = '{"type":"sell","taxationType":"osn","items":[{"type":"position","name":"\u0427\u0430\u0439","price":125.5,'
    + '"quantity":2,"amount":251,"tax":{"type":"vat10"}}],"payments":[{"type":"cash","sum":300}]}';
var
  Handle, Receipt, Bytes, Count: Pointer;
  Answer: PAnsiChar;
  Document, Found: TKassaDocumentRecord;
  Named: WideString;
  Id, Request: AnsiString;
begin
  Equal(592, SizeOf(TKassaDocumentRecord));
  Equal(64, SizeOf(TKassaDeviceStatusRecord));
  Equal(2464, SizeOf(TKassaErrorRecord));
  Equal(1448, SizeOf(TKassaFaultRecord));
  Shift(ksClosed);
  Equal(0, kassa_open(PAnsiChar(Utf8(KassaConfig([KassaText('backend', 'icash'), KassaText('url', WideString(Url)),
    KassaText('journal', Journal)]))), Handle));
  FillChar(Document, SizeOf(Document), 0);
  Document.size := SizeOf(Document);
  Found := Document;
  Equal(0, kassa_open_shift(Handle, PAnsiChar(Utf8(CASHIER)), @Document));
  Equal(0, kassa_receipt_new('sell', Receipt));
  Equal(0, kassa_receipt_add_item(Receipt, PAnsiChar(Utf8('Чай')), 12550, 2000000, 25100, 'vat10'));
  Equal(0, kassa_receipt_add_payment(Receipt, 'cash', 30000));
  Equal(0, kassa_receipt_set(Receipt, 'taxationType', 'osn'));
  Named := NewId;
  Id := Utf8(Named);
  Equal(0, kassa_receipt_set(Receipt, 'externalId', PAnsiChar(Id)));
  Equal(0, kassa_print_receipt(Handle, Receipt, @Document));
  Equal(4900, Document.change);
  Equal(0, kassa_receipt_free(Receipt));
  Equal(KASSA_STATUS_BAD_HANDLE, kassa_receipt_free(Receipt));
  Equal(0, kassa_recover_document(Handle, PAnsiChar(Id), @Found));
  Equal(Document.number, Found.number);
  Equal(0, kassa_recover(Handle, PAnsiChar(Id), Answer));
  Check(Pos(Id, TakenUtf8(Answer)) > 0, 'the answer');
  Equal(0, kassa_execute(Handle, '{"type": "getShiftStatus"}', Answer));
  Check(Pos(AnsiString('"opened"'), TakenUtf8(Answer)) > 0, 'the shift');
  Request := Utf8('{"externalId":"' + Named + '","task":' + SALE + ',"format":"text"}');
  Equal(0, kassa_render(Handle, PAnsiChar(Request), Bytes, Count));
  Check(Bytes <> nil, 'the drawing');
  kassa_bytes_free(Bytes, Count);
  Equal(0, kassa_validate(Handle, '{"type": "closeShift"}', Answer));
  TakenUtf8(Answer);
  Equal(0, kassa_call(Handle, 'shift/status', nil, Answer));
  TakenUtf8(Answer);
  Equal(KASSA_STATUS_UNSUPPORTED, kassa_print_x_report(Handle, nil));
  Equal(0, kassa_last_error(Answer));
  Check(Pos(AnsiString('"unsupported"'), TakenUtf8(Answer)) > 0, 'the error');
  Equal(0, kassa_print_text(Handle, PAnsiChar(Utf8('Ёлка'))));
  Equal(0, kassa_close_shift(Handle, nil, @Document));
  Equal(0, kassa_close(Handle));
  Equal(KASSA_STATUS_BAD_HANDLE, kassa_close(Handle));
end;

procedure Registration;
const
  ID = 'дорога-1';
var
  Registrar: TKassaRegistrar;
  Fresh: TKassa;
  Place, Card: WideString;
  Ear: TEar;
begin
  Place := Journal;
  Card := Scratch + '/карточка.xml';
  Ear := TEar.Create;
  Registrar := TKassaRegistrar.Create(KassaConfig([KassaText('backend', 'ofdru'), KassaText('url', WideString(ParamStr(4))),
    KassaText('journal', Place), KassaText('login', 'partner@example.com'), KassaText('password', 'partner-password'),
    KassaText('ofdAgreementId', '555b55e5-a555-5e55-55d5-5fcbafd5fe55')]));
  Fresh := TKassa.Create(KassaConfig([KassaText('backend', 'icash'), KassaText('url', WideString(ParamStr(5))),
    KassaText('journal', Place)]));
  try
    Equal('application program', Registrar.StartRegistration(Fresh, '{' + KassaText('id', ID) + ',' + KassaText('card', Card)
      + ',"purpose": "InitialRegistration", "KktDetails": {"FnName": "Накопитель ФН-1.1", "FnNumber": "9999078900012345",'
      + '"Model": "iCASH-1F", "SerialNumber": "00000000000000012345", "FnsBranchCode": "7743", "InstallmentPlace": "Магазин",'
      + '"InstallmentAddress": {"RegionCode": "77", "FiasCode": "0c5b2444-70a0-4932-980c-b4dc0d3f02b5", "Street": "ул. Примерная"}},'
      + '"CompanyDetails": {"CompanyType": "LegalEntity", "FnsBranchCode": "7743", "Inn": "7743013901", "Kpp": "774301001",'
      + '"Ogrn": "1027739019208", "CompanyName": "ООО Ромашка", "LegalAddress": {"RegionCode": "77"}, "Signatory": {"FirstName": "Анна",'
      + '"LastName": "Лунина", "MiddleName": "Павловна", "Email": "lunina@example.com", "Phone": "+79000000000", "Position": "директор"}},'
      + '"registration": {"operator": {"name": "Инженер Седов"}, "organization": {"email": "shop@example.com", "taxationTypes": ["osn"]},'
      + '"device": {"ffdVersion": "1.05"}, "ofd": {"name": "ООО Пример ОФД", "vatin": "7704453017"}}}').Step + ' program');
    Equal('signer', Registrar.AdvanceRegistration(Fresh, ID).Awaited);
    Registrar.OnSign := Ear.Sign;
    Check(Registrar.AdvanceRegistration(Fresh, ID).Done, 'all is done');
    Check(Ear.Lines > 1, 'documents were signed');
    Equal('done nobody', Registrar.RegistrationState(ID).Step + ' ' + Registrar.RegistrationState(ID).Awaited);
    Holds('7743013901', Registrar.ListApplications);
    Check(Fresh.GetStatus.Fiscal = kfYes, 'the register is registered');
    try
      Registrar.RegistrationState('другая');
      Check(False, 'it is there');
    except
      on E: EKassaError do
        Equal(KASSA_STATUS_NOT_FOUND, E.Code);
    end;
  finally
    Fresh.Free;
    Registrar.Free;
    Ear.Free;
  end;
end;

procedure TEar.Hear(Sender: TObject; const Result: WideString);
begin
  Heard := Result;
  InterlockedIncrement(Lines);
end;

procedure Queue;
const
  SHARED = 'shared*key*of*the*shop*1';
var
  Queued: TKassa;
  Receipt: TKassaReceipt;
  Address, Id: WideString;
  Ear: TEar;
  Waited, Code: Integer;
begin
  Ear := TEar.Create;
  Queued := TKassa.Create(KassaConfig([KassaText('backend', 'itkassa'),
    KassaText('url', WideString(ParamStr(6)) + '/open/api/v1'), KassaText('apiKey', 'KqZD0anh8wkRs01eZVwhkPSR7d3Fgq4k'),
    KassaText('creItemId', '9366f6f6-cba1-7826-5d9f-59c176822a6c'), KassaText('callbackKey', SHARED),
    KassaText('journal', Journal), KassaNumber('deadlineMs', 10000)]));
  try
    Address := Queued.Listen('127.0.0.1:0');
    Queued.OnResult := Ear.Hear;
    Queued.Call('organization/settings', '{' + KassaText('callbackApiKey', SHARED) + ',' + KassaText('errorEmail', 'error@email.tt')
      + ',' + KassaText('testUrl', 'http://' + Address + '/test') + ',' + KassaText('printResultUrl', 'http://' + Address + '/result') + '}');
    Id := NewId;
    Receipt := TKassaReceipt.Create;
    Code := 0;
    try
      Receipt.ExternalId := Id;
      Receipt.Taxation := 'osn';
      Receipt.SetItem(Receipt.AddItem('Чай чёрный', 125.50, 1, 'vat10'), 'paymentMethod', 'fullPayment');
      Receipt.SetItem(0, 'paymentObject', 'commodity');
      Receipt.AddPayment('electronically', 125.50);
      Receipt.SetField('wait', 'false');
      Queued.PrintReceipt(Receipt);
    except
      on E: EKassaError do
        Code := E.Code;
    end;
    Receipt.Free;
    Equal(KASSA_STATUS_PENDING, Code);
    Waited := 0;
    while (Ear.Lines = 0) and (Waited < 6000) do
    begin
      Sleep(50);
      Inc(Waited);
    end;
    Holds('"externalId":"' + Id + '"', Ear.Heard);
    EqualSum(125.50, Queued.Recover(Id).Total);
    Queued.StopListening;
    Queued.OnResult := nil;
    Equal('{"trial":true}', Queued.ParseCallback('{' + KassaText('X-API-Key', SHARED) + '}', ''));
    Code := 0;
    try
      Queued.ParseCallback('{' + KassaText('X-API-Key', 'another') + '}', '{}');
    except
      on E: EKassaError do
        Code := E.Code;
    end;
    Equal(KASSA_STATUS_BAD_DOCUMENT, Code);
  finally
    Queued.Free;
    Ear.Free;
  end;
end;

{ A marked thing and the rates of today, on a register of FFD 1.2. }
procedure Marking;
const
  CODE: WideString = '0104607427512374215Qgj=T'#29'91EE06'#29'92YWJj';
  RATES: array[0..5] of WideString = ('vat5', 'vat7', 'vat105', 'vat107', 'vat22', 'vat122');
var
  Shop: TKassa;
  Receipt: TKassaReceipt;
  Before: AnsiString;
  I: Integer;
begin
  Inc(Journals);
  Before := Url;
  Url := AnsiString(ParamStr(7));
  Shop := TKassa.Create(KassaConfig([KassaText('backend', 'atolweb'), KassaText('url', WideString(ParamStr(7))),
    KassaText('journal', Scratch + WideString(Format('/%d.db', [Journals]))), KassaNumber('settleMs', 300)]));
  Receipt := TKassaReceipt.Create;
  try
    Shop.ClearMarkingCodeValidationResult;
    Holds('"imcCheckResult":true', Shop.ValidateMarks([KassaMark(CODE), KassaMark(CODE, 'itemPieceSold', [KassaNumber('itemQuantity', 1)])]));
    Shop.ClearMarkingCodeValidationResult;
    Holds('"fmCheckResult":true', Shop.BeginMarkingCodeValidation(KassaMark(CODE)));
    Holds('"ready":true', Shop.GetMarkingCodeValidationStatus);
    Holds('"imcEstimatedStatusCorrect":true', Shop.AcceptMarkingCode);
    Holds('"checkingCount":1', Shop.CheckImcWorkState);
    Shop.BeginMarkingCodeValidation(KassaMark(CODE));
    Shop.DeclineMarkingCode;
    Shop.BeginMarkingCodeValidation(KassaMark(CODE));
    Shop.CancelMarkingCodeValidation;
    Receipt.ExternalId := 'delphi-mark';
    Receipt.Taxation := 'osn';
    Receipt.Cashier := CASHIER;
    Receipt.AddItem('Туфли', 4990, 1, 'vat22');
    Receipt.MarkItem(0, CODE);
    Receipt.SetItem(0, 'paymentObject', 'commodityWithMarking');
    Receipt.SetItem(0, 'productCodes.ean13', '4607427512374');
    Receipt.SetItem(0, 'industryInfo[0].fois', '030');
    Receipt.SetItem(0, 'industryInfo[0].date', '2023.11.21');
    Receipt.SetItem(0, 'industryInfo[0].number', '1944');
    Receipt.SetItem(0, 'industryInfo[0].industryAttribute', 'UUID=1');
    for I := 0 to High(RATES) do
      Receipt.AddItem('Чай', 10, 1, RATES[I]);
    Receipt.AddPayment('cash', 5050);
    EqualSum(5050, Shop.PrintReceipt(Receipt).Total);
    Equal(1, Occurrences('"2000":"0104607427512374215Qgj=T\u001d91EE06\u001d92YWJj"', Ask('/ledger')));
    Equal(1, Occurrences('"1302":"4607427512374"', Ask('/ledger')));
    Equal(1, Occurrences('"1265":"UUID=1"', Ask('/ledger')));
    for I := 0 to High(RATES) do
      Check(Pos(AnsiString('"type":"' + RATES[I] + '"'), Ask('/ledger')) > 0, RATES[I]);
  finally
    Receipt.Free;
    Shop.Free;
    Url := Before;
  end;
end;

procedure ZeroInText;
begin
  try
    Device.PrintText('a'#0'b');
  except
    on E: EConvertError do
      Exit;
  end;
  Check(False, 'it was taken');
end;

begin
  Url := AnsiString(ParamStr(1));
  Scratch := WideString(ParamStr(2));
  Libraries := WideString(ParamStr(3));
  Test('a library that cannot be used is told as what it is', StrangeLibraries);
  Test('the library is found and is as new as the unit', RightLibrary);
  KassaLanguage := klEnglish;
  Test('a configuration is written as JSON', Texts);
  Test('a wrong configuration names its faults', WrongConfiguration);
  Device := Opened;
  Test('a whole day with every field of the answers', Day);
  Test('the same id is sold once', Once);
  Test('an answer lost after processing makes one document', LostAnswer);
  Test('an outcome unknown while the register is dead is known later', UnknownOutcome);
  Test('all faults of a document come at once', FaultsAtOnce);
  Test('messages come in the language asked for', Languages);
  Test('a refusal keeps the words of the device', Refusal);
  Test('a shift that is open or closed already leaves nothing to do', AlreadyDone);
  Test('no link is told as such', NoLink);
  Test('money is exact', Money);
  Test('what a register lacks is unsupported', Lacking);
  Test('tasks in JSON are carried out', Json);
  Test('text is printed', Printing);
  Test('a document is drawn', Drawing);
  Test('progress is told, and a call broken off', ProgressAndCancel);
  Test('the log is told and ends', Log);
  Test('records of the log say what they are about', Records);
  Test('a call that has ended is told to a tracer', Spans);
  Test('metrics are OpenMetrics text, with the register if it is asked', Metrics);
  Test('what the register can do is told', Capable);
  Test('threads on one device make a document each', Threads);
  Test('the functions in UTF-8 are there', Raw);
  Test('a new register gets its card', Registration);
  Test('the result of a queue comes by a call-back', Queue);
  Test('a marked thing is checked and sold, with the rates of today', Marking);
  Test('text that the library could not read whole is refused', ZeroInText);
  Device.Free;
  Ending;
end.

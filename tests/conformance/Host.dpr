{ The conformance host in Pascal. See README.md. }
program Host;

{$IFDEF FPC}{$IFNDEF UNICODE}{$MODE DELPHI}{$ENDIF}{$ENDIF}
{$APPTYPE CONSOLE}

uses
  {$IFDEF UNIX}cthreads, cwstring,{$ENDIF}
  SysUtils, Kassa;

const
  YES: array[Boolean] of AnsiString = ('no', 'yes');
  OUTCOMES: array[TKassaOutcome] of AnsiString = ('notSent', 'rejected', 'registered', 'unknown');
  RETRIES: array[TKassaRetry] of AnsiString = ('safe', 'fixInput', 'recoverFirst', 'service');
  SHIFTS: array[TKassaShift] of AnsiString = ('unknown', 'closed', 'opened', 'expired');
  FLAGS: array[TKassaFlag] of AnsiString = ('unknown', 'no', 'yes');

var
  Device: TKassa;
  Receipt: TKassaReceipt;
  Words: array[0..7] of WideString;

{ The bytes of UTF-8 unchanged, whatever the code page of the machine. }
procedure Put(const Bytes: RawByteString);
begin
  if Bytes <> '' then
    FileWrite({$IFDEF MSWINDOWS}GetFileHandle(Output){$ELSE}1{$ENDIF}, PAnsiChar(Bytes)^, Length(Bytes));
end;

procedure Say(const Name: AnsiString; const Value: WideString);
begin
  Put(Name + #9);
  Put(UTF8Encode(Value));
  Put(#10);
end;

procedure SayWord(const Name, Value: AnsiString);
begin
  Put(Name + #9 + Value + #10);
end;

procedure SayNumber(const Name: AnsiString; Value: Int64);
begin
  SayWord(Name, AnsiString(IntToStr(Value)));
end;

procedure SaySum(const Name: AnsiString; const Value: Currency);
var
  Kopecks: Int64;
begin
  Move(Value, Kopecks, SizeOf(Kopecks));
  Kopecks := Kopecks div 100;
  SayWord(Name, AnsiString(Format('%d.%.2d', [Kopecks div 100, Kopecks mod 100])));
end;

procedure SayDocument(const Document: TKassaDocument);
begin
  SayNumber('number', Document.Number);
  SayNumber('receiptNumber', Document.ReceiptNumber);
  SayNumber('shiftNumber', Document.ShiftNumber);
  SaySum('total', Document.Total);
  SaySum('change', Document.Change);
  SayWord('recovered', YES[Document.Recovered]);
  SayWord('notPrinted', YES[Document.NotPrinted]);
  SayWord('nonFiscal', YES[Document.NonFiscal]);
  SayWord('offline', YES[Document.Offline]);
  SayWord('shiftClosed', YES[Document.ShiftClosed]);
  SayWord('notRecorded', YES[Document.NotRecorded]);
  SayWord('byContent', YES[Document.ByContent]);
  SayWord('numberingRestarted', YES[Document.NumberingRestarted]);
  SayNumber('similar', Document.Similar);
  SayNumber('notes', Document.Notes);
  Say('externalId', Document.ExternalId);
end;

procedure SayStatus(const State: TKassaStatus);
begin
  SayWord('shift', SHIFTS[State.Shift]);
  SayNumber('shiftNumber', State.ShiftNumber);
  SayWord('fiscal', FLAGS[State.Fiscal]);
  SayNumber('lastDocument', State.LastDocument);
end;

procedure Fail(Error: EKassaError);
var
  I: Integer;
begin
  SayNumber('status', Error.Code);
  SayWord('outcome', OUTCOMES[Error.Outcome]);
  SayWord('retry', RETRIES[Error.Retry]);
  SayNumber('backendCode', Error.BackendCode);
  Say('externalId', Error.ExternalId);
  Say('ru', Error.MessageRu);
  for I := 0 to High(Error.Faults) do
    Say('fault', Error.Faults[I].Path);
end;

{ Each line of a drawing as text; it ends with a line feed. }
procedure SayDrawn(const Content: TKassaContent);
var
  Line: RawByteString;
  I: Integer;
begin
  Line := '';
  for I := 0 to High(Content) do
    if Content[I] = 10 then
    begin
      Put('drawn'#9 + Line + #10);
      Line := '';
    end
    else
      Line := Line + AnsiChar(Content[I]);
end;

{ 45.90 with a point, whatever decimal separator the machine has. }
function Sum(const Text: WideString): Currency;
var
  Value: Int64;
  I, After: Integer;
begin
  Value := 0;
  After := -1;
  for I := 1 to Length(Text) do
    if Text[I] = '.' then
      After := 0
    else
    begin
      Value := Value * 10 + Ord(Text[I]) - Ord('0');
      if After >= 0 then
        Inc(After);
    end;
  if After < 0 then
    After := 0;
  for I := After to 3 do
    Value := Value * 10;
  Move(Value, Result, SizeOf(Result));
end;

procedure Perform(const Verb: WideString);
var
  Path: WideString;
begin
  if Verb = 'ping' then
    Exit;
  if Verb = 'load' then
    Say('version', KassaVersion)
  else if Verb = 'open' then
    Device := TKassa.Create(Words[1])
  else if Verb = 'close' then
    FreeAndNil(Device)
  else if Verb = 'execute' then
    Say('answer', Device.Execute(Words[1]))
  else if Verb = 'validate' then
    Say('answer', Device.Validate(Words[1]))
  else if Verb = 'call' then
    Say('answer', Device.Call(Words[1], Words[2]))
  else if Verb = 'render' then
    SayDrawn(Device.Render(Words[1]))
  else if Verb = 'status' then
    SayStatus(Device.GetStatus)
  else if Verb = 'openShift' then
    SayDocument(Device.OpenShift(Words[1]))
  else if Verb = 'closeShift' then
    SayDocument(Device.CloseShift(Words[1]))
  else if Verb = 'cashIn' then
    SayDocument(Device.CashIn(Sum(Words[1])))
  else if Verb = 'cashOut' then
    SayDocument(Device.CashOut(Sum(Words[1])))
  else if Verb = 'recover' then
    SayDocument(Device.Recover(Words[1]))
  else if Verb = 'printXReport' then
    Device.PrintXReport(Words[1])
  else if Verb = 'printText' then
    Device.PrintText(Words[1])
  else if Verb = 'receipt' then
  begin
    FreeAndNil(Receipt);
    Receipt := TKassaReceipt.Create(Words[1]);
  end
  else if Verb = 'set' then
  begin
    Path := Words[1];
    if Path = 'externalId' then
      Receipt.ExternalId := Words[2]
    else if Path = 'taxationType' then
      Receipt.Taxation := Words[2]
    else if Path = 'operator.name' then
      Receipt.Cashier := Words[2]
    else
      Receipt.SetField(Path, Words[2]);
  end
  else if Verb = 'item' then
    Receipt.AddItem(Words[1], Sum(Words[2]), Sum(Words[3]), Words[4])
  else if Verb = 'payment' then
    Receipt.AddPayment(Words[1], Sum(Words[2]))
  else if Verb = 'print' then
    SayDocument(Device.PrintReceipt(Receipt))
  else
    raise Exception.Create('no such command: ' + string(Verb));
end;

{ A line of the standard input, read byte by byte: Pascal's ReadLn may truncate or convert a line by the code page. }
function NextLine(out Line: AnsiString): Boolean;
var
  Letter: AnsiChar;
begin
  Line := '';
  Result := False;
  while FileRead({$IFDEF MSWINDOWS}GetFileHandle(Input){$ELSE}0{$ENDIF}, Letter, 1) = 1 do
  begin
    Result := True;
    if Letter = #10 then
      Exit;
    if Letter <> #13 then
      Line := Line + Letter;
  end;
end;

{ Splits a line at its tabs, by bytes. }
procedure Part(const Line: AnsiString);
var
  Word: AnsiString;
  I, Count: Integer;
begin
  for I := 0 to High(Words) do
    Words[I] := '';
  Word := '';
  Count := 0;
  for I := 1 to Length(Line) + 1 do
    if (I > Length(Line)) or (Line[I] = #9) then
    begin
      Words[Count] := UTF8Decode(Word);
      Inc(Count);
      Word := '';
    end
    else
      Word := Word + Line[I];
end;

var
  Line: AnsiString;
begin
  while NextLine(Line) do
  begin
    Part(Line);
    try
      Perform(Words[0]);
    except
      on E: EKassaError do
        Fail(E);
    end;
    Put('.'#10);
  end;
  Receipt.Free;
end.

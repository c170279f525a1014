{ A till in Pascal that knows nothing of kassa: it creates the driver's object by its name, as programs in Delphi do. It
  passes values of the types that only such programs have.

      Till NAME FILE

  The file has the settings, in one line. Prints what failed, and the number of checks at the end. }
program Till;

{$APPTYPE CONSOLE}

uses
  SysUtils, Variants, ActiveX, ComObj;

var
  Fptr: OleVariant;
  Checks, Failures: Integer;

procedure Check(const What: string; IsTrue: Boolean);
begin
  Inc(Checks);
  if IsTrue then
    Exit;
  Inc(Failures);
  WriteLn('failed: ', What, ', error ', Integer(Fptr.errorCode), ': ', string(Fptr.errorDescription));
end;

{ A sum as the type of money, a time as one of time, and bytes as an array: each must arrive as such. }
procedure Sale;
const
  { Of a type: a processor of 32 bits takes a number in the text as more exact than any Double. }
  Change: Double = 31.15;
var
  Price: Currency;
begin
  Fptr.setParam(Fptr.LIBFPTR_PARAM_RECEIPT_TYPE, Fptr.LIBFPTR_RT_SELL);
  Fptr.setParam(1055, Fptr.LIBFPTR_TT_OSN);
  Check('openReceipt', Fptr.openReceipt = 0);
  Price := 45.9;
  Fptr.setParam(Fptr.LIBFPTR_PARAM_COMMODITY_NAME, WideString(#$0425#$043B#$0435#$0431));
  Fptr.setParam(Fptr.LIBFPTR_PARAM_PRICE, Price);
  Fptr.setParam(Fptr.LIBFPTR_PARAM_QUANTITY, Single(1.5));
  Fptr.setParam(Fptr.LIBFPTR_PARAM_TAX_TYPE, Fptr.LIBFPTR_TAX_NO);
  Fptr.setParam(Fptr.LIBFPTR_PARAM_USE_ONLY_TAX_TYPE, True);
  Fptr.setParam(1212, Byte(1));
  Fptr.setParam(1214, Int64(4));
  Check('registration', Fptr.registration = 0);
  Fptr.setParam(Fptr.LIBFPTR_PARAM_PAYMENT_TYPE, Fptr.LIBFPTR_PT_CASH);
  Fptr.setParam(Fptr.LIBFPTR_PARAM_PAYMENT_SUM, '100');
  Check('payment', Fptr.payment = 0);
  Check('change', Double(Fptr.getParamDouble(Fptr.LIBFPTR_PARAM_CHANGE)) = Change);
  Check('closeReceipt', Fptr.closeReceipt = 0);
  Check('checkDocumentClosed', Fptr.checkDocumentClosed = 0);
  Check('closed', Boolean(Fptr.getParamBool(Fptr.LIBFPTR_PARAM_DOCUMENT_CLOSED)));
end;

{ Attributes as bytes and back. }
procedure Attributes;
const
  Text: array [0..4] of Byte = ($F3, $03, $01, $00, $41);
var
  Given, Formed: OleVariant;
  Place: Integer;
  IsSame: Boolean;
begin
  Fptr.setParam(1011, WideString('A'));
  Check('utilFormTlv', Fptr.utilFormTlv = 0);
  Formed := Fptr.getParamByteArray(Fptr.LIBFPTR_PARAM_TAG_VALUE);
  Check('hex', Fptr.getParamStringHex(Fptr.LIBFPTR_PARAM_TAG_VALUE) = 'F303010041');
  Check('array', VarType(Formed) = varArray or varByte);
  IsSame := VarArrayHighBound(Formed, 1) = High(Text);
  for Place := 0 to High(Text) do
    IsSame := IsSame and (Formed[Place] = Text[Place]);
  Check('bytes', IsSame);

  Given := VarArrayCreate([0, High(Text)], varByte);
  for Place := 0 to High(Text) do
    Given[Place] := Text[Place];
  Fptr.setParam(Fptr.LIBFPTR_PARAM_RECORDS_TYPE, Fptr.LIBFPTR_RT_PARSE_COMPLEX_ATTR);
  Fptr.setParam(Fptr.LIBFPTR_PARAM_TAG_VALUE, Given);
  Check('beginReadRecords', Fptr.beginReadRecords = 0);
  Fptr.setParam(Fptr.LIBFPTR_PARAM_RECORDS_ID, Fptr.getParamString(Fptr.LIBFPTR_PARAM_RECORDS_ID));
  Check('readNextRecord', Fptr.readNextRecord = 0);
  Check('tag', Fptr.getParamInt(Fptr.LIBFPTR_PARAM_TAG_NUMBER) = 1011);

  { Elements that are values themselves, as hosts without types have them. }
  Given := VarArrayCreate([0, High(Text)], varVariant);
  for Place := 0 to High(Text) do
    Given[Place] := Integer(Text[Place]);
  Fptr.setParam(Fptr.LIBFPTR_PARAM_RECORDS_TYPE, Fptr.LIBFPTR_RT_PARSE_COMPLEX_ATTR);
  Fptr.setParam(Fptr.LIBFPTR_PARAM_TAG_VALUE, Given);
  Check('beginReadRecords, values', Fptr.beginReadRecords = 0);
end;

procedure Times;
var
  Made: TDateTime;
begin
  Fptr.setParam(Fptr.LIBFPTR_PARAM_FN_DATA_TYPE, Fptr.LIBFPTR_FNDT_LAST_DOCUMENT);
  Check('fnQueryData', Fptr.fnQueryData = 0);
  Made := Fptr.getParamDateTime(Fptr.LIBFPTR_PARAM_DATE_TIME);
  Check('time', (Made > EncodeDate(2020, 1, 1)) and (Made < EncodeDate(2100, 1, 1)));
  { An unknown time is the first of 1970. }
  Made := Fptr.getParamDateTime(Fptr.LIBFPTR_PARAM_SUM);
  Check('no time', Made = EncodeDate(1970, 1, 1));
  Fptr.setParam(1012, EncodeDate(2026, 11, 29) + EncodeTime(14, 58, 27, 0));
  Check('utilFormTlv of a time', Fptr.utilFormTlv = 0);
  Check('time in bytes', Fptr.getParamStringHex(Fptr.LIBFPTR_PARAM_TAG_VALUE) = 'F4030400933D0C6B');
end;

function Settings: WideString;
var
  Source: TextFile;
  Line: string;
begin
  AssignFile(Source, ParamStr(2));
  Reset(Source);
  ReadLn(Source, Line);
  CloseFile(Source);
  Result := WideString(Line);
end;

begin
  CoInitialize(nil);
  Fptr := CreateOleObject(ParamStr(1));
  Check('setSettings', Fptr.setSettings(Settings) = 0);
  Check('open', Fptr.open = 0);
  Check('isOpened', Boolean(Fptr.isOpened));
  Fptr.setParam(1021, WideString(#$041B#$0443#$043D#$0438#$043D#$0430));
  Check('operatorLogin', Fptr.operatorLogin = 0);
  Check('openShift', Fptr.openShift = 0);
  Sale;
  Attributes;
  Times;
  Fptr.setParam(Fptr.LIBFPTR_PARAM_REPORT_TYPE, Fptr.LIBFPTR_RT_CLOSE_SHIFT);
  Check('report', Fptr.report = 0);
  Check('close', Fptr.close = 0);
  Check('closed', not Boolean(Fptr.isOpened));
  Fptr := Unassigned;
  CoUninitialize;
  WriteLn(Checks - Failures, ' passed, ', Failures, ' failed');
  if Failures > 0 then
    Halt(1);
end.

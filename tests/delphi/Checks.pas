{ A test is a procedure without arguments; a failed check raises. The last line tells how many passed and failed. }
unit Checks;

{$IFDEF FPC}{$IFNDEF UNICODE}{$MODE DELPHI}{$ENDIF}{$ENDIF}

interface

uses
  Kassa;

type
  TTest = procedure;

procedure Test(const Name: AnsiString; Body: TTest);
procedure Check(Holds: Boolean; const What: WideString);
procedure Equal(const Wanted, Got: WideString); overload;
procedure Equal(Wanted, Got: Int64); overload;
procedure EqualSum(const Wanted, Got: Currency);
procedure Ending;

implementation

uses
  SysUtils, Control;

var
  Passed, Failed: Integer;

procedure Say(const Text: WideString);
begin
  WriteLn(UTF8Encode(Text));
end;

procedure Test(const Name: AnsiString; Body: TTest);
begin
  try
    Body;
    Inc(Passed);
    WriteLn('ok   ', Name);
  except
    on E: EKassaError do
    begin
      Inc(Failed);
      WriteLn('FAIL ', Name);
      Say(E.MessageEn);
    end;
    on E: Exception do
    begin
      Inc(Failed);
      WriteLn('FAIL ', Name);
      Say(WideString(E.ClassName + ': ' + E.Message));
    end;
  end;
  Faults('[]');
end;

procedure Check(Holds: Boolean; const What: WideString);
begin
  if not Holds then
    raise Exception.Create(string(What));
end;

procedure Equal(const Wanted, Got: WideString);
begin
  Check(Wanted = Got, 'wanted ' + Wanted + ', got ' + Got);
end;

procedure Equal(Wanted, Got: Int64);
begin
  Check(Wanted = Got, WideString('wanted ' + IntToStr(Wanted) + ', got ' + IntToStr(Got)));
end;

procedure EqualSum(const Wanted, Got: Currency);
begin
  Check(Wanted = Got, WideString('wanted ' + CurrToStr(Wanted) + ', got ' + CurrToStr(Got)));
end;

procedure Ending;
begin
  WriteLn(Passed, ' passed, ', Failed, ' failed');
  if (Failed > 0) or (Passed = 0) then
    Halt(1);
end;

end.

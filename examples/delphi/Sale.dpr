{ Opens the shift if need be, sells once whatever happens to the link, and prints what came of it:
  Sale http://127.0.0.1:8080 kassa.db order-1001. Run again with the same order, it sells nothing twice. }
program Sale;

{$IFDEF FPC}{$IFNDEF UNICODE}{$MODE DELPHI}{$ENDIF}{$CODEPAGE UTF8}{$ENDIF}
{$APPTYPE CONSOLE}

uses
  {$IFDEF UNIX}cthreads, cwstring,{$ENDIF}
  SysUtils, Kassa;

const
  CASHIER: WideString = 'Кассир Лунина';

{ Bread and cheese for 428.80, paid with a note of 500. }
function Basket(const Order: WideString): TKassaReceipt;
begin
  Result := TKassaReceipt.Create;
  Result.ExternalId := Order;
  Result.Taxation := 'osn';
  Result.Cashier := CASHIER;
  Result.AddItem('Хлеб ржаной', 45.90, 3, 'vat10');
  Result.SetItem(Result.AddItem('Сыр весовой', 820, 0.355, 'vat10'), 'measurementUnit', 'kilogram');
  Result.AddPayment('cash', 500);
end;

function Sell(Device: TKassa; const Order: WideString): TKassaDocument;
var
  Receipt: TKassaReceipt;
begin
  Receipt := Basket(Order);
  try
    try
      Result := Device.PrintReceipt(Receipt);
    except
      on E: EKassaError do
      begin
        if E.Retry <> krRecoverFirst then
          raise;
        { The answer was lost: look what became of the document, and sell nothing in its place. }
        Result := Device.Recover(Order);
      end;
    end;
  finally
    Receipt.Free;
  end;
end;

var
  Device: TKassa;
  Document: TKassaDocument;
begin
  if ParamCount <> 3 then
  begin
    WriteLn('usage: Sale address-of-the-register file-of-the-journal order');
    Halt(2);
  end;
  try
    Device := TKassa.Create(KassaConfig([KassaText('backend', 'icash'), KassaText('url', WideString(ParamStr(1))),
      KassaText('journal', WideString(ParamStr(2)))]));
    try
      if Device.GetStatus.Shift <> ksOpened then
        WriteLn('shift ', Device.OpenShift(CASHIER).ShiftNumber);
      Document := Sell(Device, WideString(ParamStr(3)));
    finally
      Device.Free;
    end;
    WriteLn('document ', Document.Number, ', sign ', Document.Sign);
    WriteLn('total ', FormatCurr('0.00', Document.Total), ', change ', FormatCurr('0.00', Document.Change));
    WriteLn(Document.Qr);
    if Document.NotPrinted then
      WriteLn('registered, but not printed: give the buyer a copy');
  except
    on E: EKassaError do
    begin
      WriteLn(E.Text);
      WriteLn(E.Advice);
      Halt(1);
    end;
  end;
end.

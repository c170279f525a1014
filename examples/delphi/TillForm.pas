unit TillForm;

{$IFDEF FPC}{$IFNDEF UNICODE}{$MODE DELPHI}{$ENDIF}{$CODEPAGE UTF8}{$ENDIF}

interface

uses
  Classes, SysUtils, Controls, Forms, StdCtrls, Kassa;

type
  TTillWindow = class(TForm)
    Address: TEdit;
    Order: TEdit;
    Sum: TEdit;
    Sell: TButton;
    Stop: TButton;
    Report: TMemo;
    procedure FormCreate(Sender: TObject);
    procedure FormDestroy(Sender: TObject);
    procedure SellClick(Sender: TObject);
    procedure StopClick(Sender: TObject);
  private
    FDevice: TKassa;
    FSale: TThread;
    procedure SaleEnded(Sender: TObject);
  end;

var
  TillWindow: TTillWindow;

implementation

{$IFNDEF FPC}{$R *.dfm}{$ENDIF}

type
  { One sale in a thread of its own. What it shows, it shows in the window's thread. }
  TSale = class(TThread)
  private
    FDevice: TKassa;
    FOrder: WideString;
    FSum: Currency;
    FTold: string;
  protected
    procedure Execute; override;
  public
    constructor Create(Device: TKassa; const Order: WideString; Sum: Currency; Ended: TNotifyEvent);
    property Told: string read FTold;
  end;

constructor TSale.Create(Device: TKassa; const Order: WideString; Sum: Currency; Ended: TNotifyEvent);
begin
  FDevice := Device;
  FOrder := Order;
  FSum := Sum;
  OnTerminate := Ended;
  inherited Create(False);
end;

procedure TSale.Execute;
var
  Receipt: TKassaReceipt;
  Document: TKassaDocument;
begin
  try
    if FDevice.GetStatus.Shift <> ksOpened then
      FDevice.OpenShift;
    Receipt := TKassaReceipt.Create;
    try
      Receipt.ExternalId := FOrder;
      Receipt.Taxation := 'osn';
      Receipt.AddItem('Товар', FSum, 1, 'none');
      Receipt.AddPayment('cash', FSum);
      Document := FDevice.PrintReceipt(Receipt);
    finally
      Receipt.Free;
    end;
    FTold := 'Чек ' + IntToStr(Document.Number) + ': ' + FormatCurr('0.00', Document.Total);
  except
    on E: EKassaError do
      { After an unknown outcome the same button asks again: the same order is never sold twice. }
      FTold := string(E.Text + ' ' + E.Advice);
    on E: Exception do
      FTold := E.Message;
  end;
end;

procedure TTillWindow.FormCreate(Sender: TObject);
begin
  try
    FDevice := TKassa.Create(KassaConfig([KassaText('backend', 'icash'), KassaText('url', WideString(Address.Text)),
      KassaText('journal', WideString(ExtractFilePath(ParamStr(0)) + 'kassa.db'))]));
  except
    on E: Exception do
    begin
      Report.Lines.Add(E.Message);
      Sell.Enabled := False;
    end;
  end;
end;

procedure TTillWindow.FormDestroy(Sender: TObject);
begin
  if FSale <> nil then
  begin
    FSale.OnTerminate := nil;
    FSale.WaitFor;
    FSale.Free;
  end;
  FDevice.Free;
end;

procedure TTillWindow.SellClick(Sender: TObject);
begin
  FreeAndNil(FSale);
  FSale := TSale.Create(FDevice, WideString(Order.Text), StrToCurr(Sum.Text), SaleEnded);
  Sell.Enabled := False;
end;

procedure TTillWindow.StopClick(Sender: TObject);
begin
  FDevice.Cancel;
end;

procedure TTillWindow.SaleEnded(Sender: TObject);
begin
  Report.Lines.Add(TSale(Sender).Told);
  Sell.Enabled := True;
end;

end.

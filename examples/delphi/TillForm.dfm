object TillWindow: TTillWindow
  Left = 200
  Top = 150
  Width = 480
  Height = 320
  Caption = 'kassa'
  OnCreate = FormCreate
  OnDestroy = FormDestroy
  object Address: TEdit
    Left = 8
    Top = 8
    Width = 240
    Height = 21
    Text = 'http://127.0.0.1:8080'
  end
  object Order: TEdit
    Left = 8
    Top = 40
    Width = 120
    Height = 21
    Text = 'order-1001'
  end
  object Sum: TEdit
    Left = 136
    Top = 40
    Width = 112
    Height = 21
    Text = '100'
  end
  object Sell: TButton
    Left = 264
    Top = 8
    Width = 96
    Height = 25
    Caption = 'Sell'
    OnClick = SellClick
  end
  object Stop: TButton
    Left = 264
    Top = 40
    Width = 96
    Height = 25
    Caption = 'Stop'
    OnClick = StopClick
  end
  object Report: TMemo
    Left = 8
    Top = 72
    Width = 448
    Height = 208
    ReadOnly = True
  end
end

{ As much of the VCL as the sample with a window uses, so that it is compiled where there is no Delphi. }
unit Controls;

{$IFDEF FPC}{$IFNDEF UNICODE}{$MODE DELPHI}{$ENDIF}{$ENDIF}

interface

uses
  Classes;

type
  TControl = class(TComponent)
  private
    FEnabled: Boolean;
    FText: string;
  public
    property Enabled: Boolean read FEnabled write FEnabled;
    property Text: string read FText write FText;
  end;

implementation

end.

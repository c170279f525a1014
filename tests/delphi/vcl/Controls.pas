{ The part of the VCL that the sample with a window uses, so that the sample compiles without Delphi. }
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

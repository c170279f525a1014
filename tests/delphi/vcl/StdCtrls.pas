{ The part of the VCL that the sample with a window uses, so that the sample compiles without Delphi. }
unit StdCtrls;

{$IFDEF FPC}{$IFNDEF UNICODE}{$MODE DELPHI}{$ENDIF}{$ENDIF}

interface

uses
  Classes, Controls;

type
  TEdit = class(TControl);
  TButton = class(TControl);

  TMemo = class(TControl)
  private
    FLines: TStrings;
  public
    property Lines: TStrings read FLines;
  end;

implementation

end.

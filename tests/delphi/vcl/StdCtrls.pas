{ As much of the VCL as the sample with a window uses, so that it is compiled where there is no Delphi. }
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

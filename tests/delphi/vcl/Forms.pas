{ The part of the VCL that the sample with a window uses, so that the sample compiles without Delphi. }
unit Forms;

{$IFDEF FPC}{$IFNDEF UNICODE}{$MODE DELPHI}{$ENDIF}{$ENDIF}

interface

uses
  Classes, Controls;

type
  TForm = class(TControl);
  TFormClass = class of TForm;

  TApplication = class(TComponent)
  public
    procedure Initialize; virtual; abstract;
    procedure CreateForm(Kind: TFormClass; var Form); virtual; abstract;
    procedure Run; virtual; abstract;
  end;

var
  Application: TApplication;

implementation

end.

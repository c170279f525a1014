{ A till with a window: the register is worked in a thread, so that the window never waits for it. }
program Till;

uses
  {$IFDEF UNIX}cthreads, cwstring,{$ENDIF}
  Forms,
  TillForm in 'TillForm.pas' {TillWindow};

begin
  Application.Initialize;
  Application.CreateForm(TTillWindow, TillWindow);
  Application.Run;
end.

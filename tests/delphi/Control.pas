{ The simulated register's control paths, over the system's sockets: the compilers here have no HTTP client. }
unit Control;

{$IFDEF FPC}{$IFNDEF UNICODE}{$MODE DELPHI}{$ENDIF}{$ENDIF}

interface

var
  { http://127.0.0.1:PORT }
  Url: AnsiString;

{ The answer to GET of /simulator/PATH. }
function Ask(const Path: AnsiString): AnsiString;
{ Sets the register's faults from this JSON array; '[]' ends them. }
procedure Faults(const List: AnsiString);
{ How many receipts the register has made. }
function Receipts: Integer;
{ How often a text occurs in another. }
function Occurrences(const Part, Text: AnsiString): Integer;

implementation

uses
  SysUtils;

type
  TAddress = packed record
    family: Word;
    port: array[0..1] of Byte;
    ip: array[0..3] of Byte;
    zero: array[0..7] of Byte;
  end;
  {$IFDEF MSWINDOWS}
  TSocket = {$IFDEF CPU64}Int64{$ELSE}LongWord{$ENDIF};
  {$ELSE}
  TSocket = LongInt;
  {$ENDIF}

{$IFDEF MSWINDOWS}
const
  SYSTEM_LIBRARY = 'ws2_32.dll';

function WSAStartup(Version: Word; Data: Pointer): LongInt; stdcall; external SYSTEM_LIBRARY;
function socket(Family, Kind, Protocol: LongInt): TSocket; stdcall; external SYSTEM_LIBRARY;
function connect(Socket: TSocket; Address: Pointer; Length: LongInt): LongInt; stdcall; external SYSTEM_LIBRARY;
function send(Socket: TSocket; Data: Pointer; Length, Flags: LongInt): LongInt; stdcall; external SYSTEM_LIBRARY;
function recv(Socket: TSocket; Data: Pointer; Length, Flags: LongInt): LongInt; stdcall; external SYSTEM_LIBRARY;
function closesocket(Socket: TSocket): LongInt; stdcall; external SYSTEM_LIBRARY;
{$ELSE}
const
  SYSTEM_LIBRARY = 'c';

function socket(Family, Kind, Protocol: LongInt): TSocket; cdecl; external SYSTEM_LIBRARY;
function connect(Socket: TSocket; Address: Pointer; Length: LongWord): LongInt; cdecl; external SYSTEM_LIBRARY;
function send(Socket: TSocket; Data: Pointer; Length: NativeUInt; Flags: LongInt): NativeInt; cdecl; external SYSTEM_LIBRARY;
function recv(Socket: TSocket; Data: Pointer; Length: NativeUInt; Flags: LongInt): NativeInt; cdecl; external SYSTEM_LIBRARY;
function closesocket(Socket: TSocket): LongInt; cdecl; external SYSTEM_LIBRARY name 'close';
{$ENDIF}

function Exchange(const Request: AnsiString): AnsiString;
var
  Address: TAddress;
  Link: TSocket;
  Room: array[0..8191] of AnsiChar;
  Part: AnsiString;
  Port, Count: Integer;
begin
  Port := StrToInt(string(Copy(Url, Length('http://127.0.0.1:') + 1, 5)));
  FillChar(Address, SizeOf(Address), 0);
  Address.family := 2;
  Address.port[0] := Port shr 8;
  Address.port[1] := Port and 255;
  Address.ip[0] := 127;
  Address.ip[3] := 1;
  Link := socket(2, 1, 0);
  if connect(Link, @Address, SizeOf(Address)) <> 0 then
    raise Exception.Create('the simulator does not listen');
  send(Link, PAnsiChar(Request), Length(Request), 0);
  Result := '';
  repeat
    Count := recv(Link, @Room[0], SizeOf(Room), 0);
    SetString(Part, PAnsiChar(@Room[0]), Count * Ord(Count > 0));
    Result := Result + Part;
  until Count <= 0;
  closesocket(Link);
  if Copy(Result, 10, 3) <> '200' then
    raise Exception.Create('the simulator said ' + string(Result));
  Delete(Result, 1, Pos(AnsiString(#13#10#13#10), Result) + 3);
end;

function Ask(const Path: AnsiString): AnsiString;
begin
  Result := Exchange('GET /simulator' + Path + ' HTTP/1.1'#13#10'Host: a'#13#10'Connection: close'#13#10#13#10);
end;

procedure Faults(const List: AnsiString);
begin
  Exchange('POST /simulator/faults HTTP/1.1'#13#10'Host: a'#13#10'Connection: close'#13#10'Content-Length: '
    + AnsiString(IntToStr(Length(List))) + #13#10#13#10 + List);
end;

function Occurrences(const Part, Text: AnsiString): Integer;
var
  Rest: AnsiString;
begin
  Result := 0;
  Rest := Text;
  while Pos(Part, Rest) > 0 do
  begin
    Inc(Result);
    Delete(Rest, 1, Pos(Part, Rest) + Length(Part) - 1);
  end;
end;

function Receipts: Integer;
begin
  Result := Occurrences('"type":"receipt"', Ask('/ledger'));
end;

{$IFDEF MSWINDOWS}
var
  Data: array[0..1023] of Byte;

initialization
  WSAStartup($0202, @Data);
{$ENDIF}

end.

using System;
using System.Runtime.InteropServices;

// kassa.h describes the functions and their parameters.
#pragma warning disable 1591

namespace Kassa.Interop
{
    // cdecl is stated everywhere: on 32-bit Windows it is not the default of a delegate.

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate uint AbiVersion();

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate IntPtr StaticText();

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate Status Make(byte[] text, out IntPtr made);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate Status MakeWide([MarshalAs(UnmanagedType.LPWStr)] string text, out IntPtr made);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate Status Give(IntPtr handle);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate Status Ask(DeviceHandle device, byte[] text, out IntPtr answer);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate Status AskWide(DeviceHandle device, [MarshalAs(UnmanagedType.LPWStr)] string text, out IntPtr answer);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate Status AskNothing(DeviceHandle device, out IntPtr answer);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate Status AskOf(DeviceHandle device, byte[] text, byte[] second, out IntPtr answer);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate Status AskOfWide(DeviceHandle device, [MarshalAs(UnmanagedType.LPWStr)] string text,
        [MarshalAs(UnmanagedType.LPWStr)] string second, out IntPtr answer);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate Status AskMetrics(DeviceHandle device, int askRegister, out IntPtr text);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate Status Can(DeviceHandle device, byte[] task, byte[] field, out int can);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate Status CanWide(DeviceHandle device, [MarshalAs(UnmanagedType.LPWStr)] string task,
        [MarshalAs(UnmanagedType.LPWStr)] string field, out int can);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate Status Draw(DeviceHandle device, byte[] request, out IntPtr bytes, out UIntPtr length);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate Status DrawWide(DeviceHandle device, [MarshalAs(UnmanagedType.LPWStr)] string request, out IntPtr bytes,
        out UIntPtr length);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate void FreeBytes(IntPtr bytes, UIntPtr length);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate Status LastError(out IntPtr error);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate void Told(IntPtr user, IntPtr text);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate Status SetLog(Told log, IntPtr user);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate Status SetTold(DeviceHandle device, Told told, IntPtr user);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate Status Cancel(DeviceHandle device);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate void Free(IntPtr text);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate Status GetStatus(DeviceHandle device, ref DeviceStatusRecord status);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate Status Document(DeviceHandle device, byte[] text, ref DocumentRecord document);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate Status DocumentWide(DeviceHandle device, [MarshalAs(UnmanagedType.LPWStr)] string text,
        ref DocumentRecord document);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate Status Print(DeviceHandle device, byte[] text);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate Status PrintWide(DeviceHandle device, [MarshalAs(UnmanagedType.LPWStr)] string text);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate Status Cash(DeviceHandle device, long sum, ref DocumentRecord document);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate Status AddItem(ReceiptHandle receipt, byte[] name, long price, long quantity, long amount, byte[] tax);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate Status AddItemWide(ReceiptHandle receipt, [MarshalAs(UnmanagedType.LPWStr)] string name, long price,
        long quantity, long amount, [MarshalAs(UnmanagedType.LPWStr)] string tax);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate Status AddPayment(ReceiptHandle receipt, byte[] kind, long sum);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate Status AddPaymentWide(ReceiptHandle receipt, [MarshalAs(UnmanagedType.LPWStr)] string kind, long sum);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate Status Set(ReceiptHandle receipt, byte[] path, byte[] value);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate Status SetWide(ReceiptHandle receipt, [MarshalAs(UnmanagedType.LPWStr)] string path,
        [MarshalAs(UnmanagedType.LPWStr)] string value);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate Status PrintReceipt(DeviceHandle device, ReceiptHandle receipt, ref DocumentRecord document);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate Status LastErrorRecord(ref ErrorRecord error);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate Status LastErrorFault(int index, ref FaultRecord fault);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate Status AskBoth(DeviceHandle registrar, DeviceHandle device, byte[] text, out IntPtr answer);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate Status AskBothWide(DeviceHandle registrar, DeviceHandle device,
        [MarshalAs(UnmanagedType.LPWStr)] string text, out IntPtr answer);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate int Sign(IntPtr user, IntPtr document, IntPtr content, UIntPtr length, IntPtr into);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate Status Advance(DeviceHandle registrar, DeviceHandle device, byte[] id, Sign signer, IntPtr user, out IntPtr answer);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate Status AdvanceWide(DeviceHandle registrar, DeviceHandle device,
        [MarshalAs(UnmanagedType.LPWStr)] string id, Sign signer, IntPtr user, out IntPtr answer);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate Status SetSignature(IntPtr into, byte[] base64);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate Status SetSignatureWide(IntPtr into, [MarshalAs(UnmanagedType.LPWStr)] string base64);
}

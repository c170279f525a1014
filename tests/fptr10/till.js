// A till that knows nothing of kassa: it creates the driver's object as scripts for ATOL's registers do.
//
//     cscript till.js NAME SETTINGS
//
// It prints what it got, a line each; letters beyond ASCII are escaped, because the console has its own code page.
var fptr = new ActiveXObject(WScript.Arguments(0));

function say(what, value) {
    WScript.Echo(what + ": " + (typeof value === "string" ? escape(value) : value));
}

// Whether a call ends in an error of COM.
function fails(call) {
    try {
        call();
    } catch (error) {
        return true;
    }
    return false;
}

say("version", fptr.version);
say("Version()", fptr.Version());
say("constants", [fptr.LIBFPTR_PARAM_PRICE, fptr.LIBFPTR_TAX_VAT22, fptr.LIBFPTR_SETTING_COM_FILE].join(" "));
say("no such member", fails(function () { fptr.openTheDoor(); }));
say("a missing argument", fails(function () { fptr.setParam(1021); }));
say("a wrong argument", fails(function () { fptr.setParamStrHex(1021, "123"); }));
say("an argument too many", fails(function () { fptr.open(1); }));

fptr.setSingleSetting(fptr.LIBFPTR_SETTING_PORT, String(fptr.LIBFPTR_PORT_TCPIP));
fptr.setSingleSetting(fptr.LIBFPTR_SETTING_IPPORT, 5555);
say("applySingleSettings", fptr.applySingleSettings());
say("getSingleSetting", fptr.getSingleSetting("Port"));
say("setSettings", fptr.setSettings(WScript.Arguments(1)));
say("getSettings", eval("(" + fptr.getSettings() + ")").IPPort);
say("isOpened", fptr.isOpened());
// As a property, without parentheses.
say("open", fptr.open);
say("isOpened", fptr.isOpened());

fptr.setParam(1021, "\u041A\u0430\u0441\u0441\u0438\u0440 \u041B\u0443\u043D\u0438\u043D\u0430");
fptr.setParam(1203, "771234567859");
say("operatorLogin", fptr.operatorLogin());
say("openShift", fptr.openShift());

function sell() {
    fptr.setParam(fptr.LIBFPTR_PARAM_RECEIPT_TYPE, fptr.LIBFPTR_RT_SELL);
    fptr.setParam(1055, fptr.LIBFPTR_TT_OSN);
    say("openReceipt", fptr.openReceipt());
    fptr.setParam(fptr.LIBFPTR_PARAM_COMMODITY_NAME, "\u0427\u0430\u0439 \u0447\u0451\u0440\u043D\u044B\u0439");
    fptr.setParam(fptr.LIBFPTR_PARAM_PRICE, 125.5);
    fptr.setParam(fptr.LIBFPTR_PARAM_QUANTITY, 2);
    fptr.setParam(fptr.LIBFPTR_PARAM_TAX_TYPE, fptr.LIBFPTR_TAX_NO);
    fptr.setParam(1212, 1);
    fptr.setParam(1214, 4);
    say("registration", fptr.registration());
    fptr.setParam(fptr.LIBFPTR_PARAM_PAYMENT_TYPE, fptr.LIBFPTR_PT_CASH);
    fptr.setParam(fptr.LIBFPTR_PARAM_PAYMENT_SUM, 300);
    say("payment", fptr.payment());
    say("change", fptr.getParamDouble(fptr.LIBFPTR_PARAM_CHANGE));
    say("closeReceipt", fptr.closeReceipt());
    say("checkDocumentClosed", fptr.checkDocumentClosed());
    say("closed", fptr.getParamBool(fptr.LIBFPTR_PARAM_DOCUMENT_CLOSED));
}

sell();
fptr.setParam(fptr.LIBFPTR_PARAM_FN_DATA_TYPE, fptr.LIBFPTR_FNDT_LAST_DOCUMENT);
say("fnQueryData", fptr.fnQueryData());
say("document", fptr.getParamInt(fptr.LIBFPTR_PARAM_DOCUMENT_NUMBER));
say("sign", fptr.getParamString(fptr.LIBFPTR_PARAM_FISCAL_SIGN));
say("year", new Date(fptr.getParamDateTime(fptr.LIBFPTR_PARAM_DATE_TIME)).getFullYear());
say("available", fptr.isParamAvailable(fptr.LIBFPTR_PARAM_FISCAL_SIGN));

// What fails tells why, and an object has no memory of another one.
say("cancelReceipt", fptr.cancelReceipt());
say("errorCode", fptr.errorCode());
say("errorDescription", fptr.errorDescription());
say("fnOperation", fptr.fnOperation());
say("errorCode", fptr.errorCode());
say("another object", new ActiveXObject(WScript.Arguments(0)).errorCode());

fptr.setParam(fptr.LIBFPTR_PARAM_REPORT_TYPE, fptr.LIBFPTR_RT_CLOSE_SHIFT);
say("report", fptr.report());
say("close", fptr.close());
fptr.destroy();
say("isOpened", fptr.isOpened());

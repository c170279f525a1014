import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.Date;
import ru.atol.drivers10.fptr.FptrNative;

/**
 * A till that knows nothing of kassa: it calls the native methods as programs in Java for ATOL's registers do.
 *
 *     java Till SETTINGS
 *
 * It sells one receipt, calls a method of each shape, and prints what it is told.
 */
public class Till {
    static final int RECEIPT_TYPE = 65545, PAYMENT_TYPE = 65564, PAYMENT_SUM = 65565, CHANGE = 65567, TAX_TYPE = 65569;
    static final int RECEIPT_ELECTRONICALLY = 65572, DATA_TYPE = 65587, DATE_TIME = 65590, SHIFT_STATE = 65592;
    static final int DOCUMENT_NUMBER = 65598, FN_DATA_TYPE = 65622, TAG_NUMBER = 65623, TAG_VALUE = 65624;
    static final int FISCAL_SIGN = 65626, COMMODITY_NAME = 65631, PRICE = 65632, QUANTITY = 65633;
    static final int DOCUMENT_CLOSED = 65644, RECORDS_TYPE = 65668, RECORDS_ID = 65764;

    static final FptrNative fptr = new FptrNative();
    static long till;
    static PrintStream out;

    static void say(String name, Object value) {
        out.println(name + ": " + value);
    }

    static void done(String name, int result) {
        say(name, result == 0 ? "done" : fptr.errorCode(till) + ": " + fptr.errorDescription(till));
    }

    public static void main(String[] words) throws Exception {
        out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, "UTF-8");
        till = fptr.create();
        settings(words[0]);
        say("isOpened", fptr.isOpened(till));
        done("open", fptr.open(till));
        say("isOpened", fptr.isOpened(till));
        errors();
        sale();
        lastDocument();
        attributes();
        done("close", fptr.close(till));
        long stale = till;
        fptr.destroy(till);
        say("stale", fptr.open(stale));
    }

    static void settings(String settings) {
        say("version", fptr.version());
        done("setSettings", fptr.setSettings(till, settings));
        for (String text : new String[] {"Касса № 7 😀", "half \uD83D", "zero \0 within", "", null}) {
            fptr.setSingleSetting(till, "Own", text);
            say("getSingleSetting", fptr.getSingleSetting(till, "Own").replace('\0', '0'));
        }
        done("applySingleSettings", fptr.applySingleSettings(till));
        say("getSettings", fptr.getSettings(till).contains("\"IPAddress\""));
        say("logWrite", fptr.logWrite("till", 3, "a line"));
    }

    static void errors() {
        say("cancelReceipt", fptr.cancelReceipt(till));
        say("errorCode", fptr.errorCode(till));
        fptr.resetError(till);
        say("errorCode", fptr.errorCode(till) + " " + fptr.errorDescription(till));
        say("showProperties", fptr.showProperties(till, 0, 0) + " " + fptr.errorCode(till));
        say("errorRecommendation", fptr.errorRecommendation(till) != null);
    }

    static void sale() {
        fptr.setParamString(till, 1021, "Иванов И. И.");
        fptr.setParamString(till, 1203, "123456789047");
        done("operatorLogin", fptr.operatorLogin(till));
        done("openShift", fptr.openShift(till));
        fptr.setParamInt(till, DATA_TYPE, 14);
        done("queryData", fptr.queryData(till));
        say("shift", fptr.getParamInt(till, SHIFT_STATE));
        say("available", fptr.isParamAvailable(till, SHIFT_STATE) + " " + fptr.isParamAvailable(till, FISCAL_SIGN));

        fptr.setParamIntI(till, RECEIPT_TYPE, 1);
        fptr.setParamBool(till, RECEIPT_ELECTRONICALLY, true);
        fptr.setParamString(till, 1008, "buyer@example.com");
        fptr.setNonPrintableParamString(till, 1192, "Заказ 15");
        done("openReceipt", fptr.openReceipt(till));
        fptr.setParamString(till, COMMODITY_NAME, "Чай «Юность»");
        fptr.setParamDouble(till, PRICE, 125.5);
        fptr.setParamInt(till, QUANTITY, 2);
        fptr.setParamInt(till, TAX_TYPE, 7);
        fptr.setUserParamInt(till, 3, 4294967296L);
        fptr.setUserParamIntI(till, 4, 4);
        fptr.setUserParamBool(till, 11, true);
        fptr.setUserParamDouble(till, 12, 0.5);
        fptr.setUserParamString(till, 13, "Кофе");
        fptr.setUserParamByteArray(till, 14, new byte[] {'b', 'y', 't', 'e', 's'});
        fptr.setUserParamDateTime(till, 15, new Date(126, 1, 17, 15, 30, 45));
        done("registration", fptr.registration(till));
        fptr.setParamInt(till, PAYMENT_TYPE, 0);
        fptr.setParamDouble(till, PAYMENT_SUM, 300);
        done("payment", fptr.payment(till));
        say("change", fptr.getParamDouble(till, CHANGE));
        done("closeReceipt", fptr.closeReceipt(till));
        done("checkDocumentClosed", fptr.checkDocumentClosed(till));
        say("closed", fptr.getParamBool(till, DOCUMENT_CLOSED));
    }

    static void lastDocument() {
        fptr.setParamInt(till, FN_DATA_TYPE, 5);
        done("fnQueryData", fptr.fnQueryData(till));
        say("number", fptr.getParamInt(till, DOCUMENT_NUMBER));
        say("sign", fptr.getParamString(till, FISCAL_SIGN));
        say("time", String.format("%tFT%<tT", fptr.getParamDateTime(till, DATE_TIME)));
        say("nothing", fptr.getParamInt(till, 1) + " [" + fptr.getParamString(till, 1) + "] "
            + fptr.getParamByteArray(till, 1).length + String.format(" %tFT%<tT", fptr.getParamDateTime(till, 1)));
    }

    /** A structure formed of attributes of each type, in the usual way and in that of attributes that are not printed. */
    static void attributes() {
        Date date = new Date(126, 1, 17);
        byte[] code = {0, (byte) 0x80, (byte) 0xFF};
        fptr.setParamString(till, 1262, "030");
        fptr.setParamByteArray(till, 1162, code);
        fptr.setParamDateTime(till, 1178, date);
        fptr.setParamBool(till, 1002, true);
        fptr.setParamIntI(till, 1055, 1);
        fptr.setParamInt(till, 1209, 4);
        fptr.setParamDouble(till, 1229, 1.5);
        byte[] formed = formed();
        fptr.setNonPrintableParamString(till, 1262, "030");
        fptr.setNonPrintableParamByteArray(till, 1162, code);
        // It has no hours of its own: `getHours` throws.
        fptr.setNonPrintableParamDateTime(till, 1178, new java.sql.Date(date.getTime()));
        fptr.setNonPrintableParamBool(till, 1002, true);
        fptr.setNonPrintableParamIntI(till, 1055, 1);
        fptr.setNonPrintableParamInt(till, 1209, 4);
        fptr.setNonPrintableParamDouble(till, 1229, 1.5);
        say("alike", Arrays.equals(formed, formed()));
        fptr.setParamDateTime(till, 1178, null);
        fptr.setParamByteArray(till, 1162, null);
        fptr.setParamString(till, 1262, null);
        say("null", Arrays.toString(formed()));
        fptr.setParamString(till, 1262, "forgotten");
        say("resetParams", fptr.resetParams(till));
        say("reset", Arrays.toString(formed()));

        fptr.setParamInt(till, RECORDS_TYPE, 6);
        fptr.setParamByteArray(till, TAG_VALUE, formed);
        done("beginReadRecords", fptr.beginReadRecords(till));
        String records = fptr.getParamString(till, RECORDS_ID);
        for (fptr.setParamString(till, RECORDS_ID, records); fptr.readNextRecord(till) == 0;
                fptr.setParamString(till, RECORDS_ID, records)) {
            say("attribute " + fptr.getParamInt(till, TAG_NUMBER), Arrays.toString(fptr.getParamByteArray(till, TAG_VALUE)));
        }
        say("errorCode", fptr.errorCode(till));
    }

    static byte[] formed() {
        done("utilFormTlv", fptr.utilFormTlv(till));
        return fptr.getParamByteArray(till, TAG_VALUE);
    }
}

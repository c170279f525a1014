import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Comparator;
import ru.atol.drivers10.fptr.FptrNative;

/**
 * Calls every native method, with nulls and zeros: on no handle, on a stale one, and on one that nothing is open behind.
 * Prints what the last of them answered, and the error with it.
 */
public class Table {
    public static void main(String[] words) throws Exception {
        FptrNative fptr = new FptrNative();
        Method[] methods = FptrNative.class.getDeclaredMethods();
        Arrays.sort(methods, Comparator.comparing(Method::getName));
        long stale = fptr.create();
        fptr.destroy(stale);
        for (Method method : methods) {
            if (!Modifier.isNative(method.getModifiers())) continue;
            long till = fptr.create();
            call(fptr, method, 0);
            call(fptr, method, -1);
            call(fptr, method, stale);
            Object answer = call(fptr, method, till);
            boolean gone = method.getName().equals("destroy");
            System.out.println(method.getName() + "\t" + answer + "\t" + (gone ? 0 : fptr.errorCode(till)) + "\t"
                + (fptr.errorDescription(till).contains("libfptr_" + snake(method.getName())) ? "named" : ""));
            fptr.destroy(till);
        }
    }

    static Object call(FptrNative fptr, Method method, long handle) throws Exception {
        Class<?>[] types = method.getParameterTypes();
        Object[] given = new Object[types.length];
        for (int i = 0; i < types.length; i++) {
            if (types[i] == long.class) given[i] = i == 0 ? handle : 0L;
            else if (types[i] == int.class) given[i] = 0;
            else if (types[i] == double.class) given[i] = 0.0;
            else if (types[i] == boolean.class) given[i] = false;
        }
        try {
            return method.invoke(fptr, given);
        } catch (InvocationTargetException thrown) {
            // Such as UnsatisfiedLinkError, for a method that the library lacks.
            return thrown.getCause();
        }
    }

    static String snake(String name) {
        return name.replaceAll("([A-Z])", "_$1").toLowerCase();
    }
}

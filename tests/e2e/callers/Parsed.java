import com.sun.source.util.JavacTask;
import java.io.File;
import java.util.ArrayList;
import java.util.List;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Reads files as the compiler does, and says what is no Java. */
public final class Parsed {
  public static void main(String[] words) throws Exception {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
    StandardJavaFileManager files = compiler.getStandardFileManager(found, null, null);
    List<File> named = new ArrayList<>();
    for (String word : words) {
      named.add(new File(word));
    }
    ((JavacTask) compiler.getTask(null, files, found, null, null, files.getJavaFileObjectsFromFiles(named))).parse();
    found.getDiagnostics().forEach(System.out::println);
    System.exit(found.getDiagnostics().isEmpty() ? 0 : 1);
  }
}

/** What each island needs beside Preact itself; bundled into one module with it. */
import "preact/hooks";
import "preact/jsx-runtime";

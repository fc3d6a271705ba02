throw new Error("a test file must not be loaded as a route");

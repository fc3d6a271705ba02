throw new Error("a private folder's files must not be loaded as routes");

/**
 * Builds an app: for tests in memory, for production on disk, and for development with reloads.
 * @module
 */
export { Builder, type BuilderOptions, type BuildOptions } from "./builder.ts";

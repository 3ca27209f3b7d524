/** A committed file that is made from the code. `path` is relative to the root of the workspace. */
export type Artifact = { readonly path: string; readonly generate: () => Promise<string> };

/** Where a service will answer, and the setting that says so. */
export type ListeningPlace = { readonly host: string; readonly port: number; readonly setting: string };

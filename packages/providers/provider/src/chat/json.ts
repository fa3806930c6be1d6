/** Any JSON value. */
export type JsonValue = null | string | number | boolean | JsonObject | readonly JsonValue[]

/** A JSON object. A key whose value is undefined is left out when it is written. */
export type JsonObject = { readonly [key: string]: JsonValue | undefined }

/** A JSON Schema as an object, handed to the vendor as it is. */
export type JsonSchema = object

/** Settings for one vendor, by the vendor's name. Merged last and verbatim into that vendor's request; others ignore them. */
export type ProviderOptions = Readonly<Record<string, JsonObject>>

/** Data of a vendor beyond the unified fields, by the vendor's name. */
export type ProviderMetadata = Record<string, JsonObject>

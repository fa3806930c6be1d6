/** One thing that does not fit a schema. */
export interface SchemaIssue {
  readonly message: string
  /** Where it is, from the root of the object. */
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined
}

/** What a schema says of a value: the value as its type, or what does not fit. */
export type SchemaResult<Value> =
  | { readonly value: Value; readonly issues?: undefined }
  | { readonly issues: readonly SchemaIssue[] }

/** Any Standard Schema, version 1 (https://standardschema.dev): of zod, valibot, ArkType and others. */
export interface ObjectSchema<Input = unknown, Output = Input> {
  readonly '~standard': {
    readonly version: 1
    readonly vendor: string
    readonly validate: (value: unknown) => SchemaResult<Output> | Promise<SchemaResult<Output>>
    readonly types?: { readonly input: Input; readonly output: Output } | undefined
  }
}

/** The type of what a schema gives. */
export type ObjectOf<Schema extends ObjectSchema> = NonNullable<Schema['~standard']['types']>['output']

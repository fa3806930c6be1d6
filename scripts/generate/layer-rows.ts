import type { VendorFolder } from './vendor-folders.ts'

/** The vendors as the repository's own tests need them: rows of the layer table, and variables that hold keys. */
export function layerRows(folders: readonly VendorFolder[]): string {
  const packages = (isDialect: boolean): string[] =>
    folders
      .filter(
        (each) => each.isDialect === isDialect && each.packageName !== '@llm-balancer/openai-compatible',
      )
      .map(({ packageName }) => packageName)
  const keys = folders.flatMap(({ vendor }) => vendor.environment?.variables['apiKey']?.slice(0, 1) ?? [])
  return `// Written by \`pnpm generate\` from the vendors' folders.

/** Vendors that are tables over \`@llm-balancer/openai-compatible\`. */
export const dialects: readonly string[] = ${JSON.stringify(packages(true))}

/** Vendors with a mapping of their own. */
export const ownMappings: readonly string[] = ${JSON.stringify(packages(false))}

/** The environment variable in which each vendor's key is looked for first. */
export const keyVariables: readonly string[] = ${JSON.stringify(keys)}
`
}

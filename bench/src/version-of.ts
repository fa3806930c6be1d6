import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

const require = createRequire(import.meta.url)

/** The version of an installed package. Its manifest may not be exported, so it is looked for where packages are. */
export function versionOf(name: string): string {
  const manifests = (require.resolve.paths(name) ?? []).map((folder) => join(folder, name, 'package.json'))
  const manifest = manifests.find((file) => existsSync(file))
  if (manifest === undefined) throw new Error(`${name} is not installed`)
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { readonly version: string }).version
}

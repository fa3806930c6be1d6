import type { VendorFolder } from './vendor-folders.ts'

type Dependencies = Readonly<Record<string, string>>
type Manifest = { readonly dependencies?: Dependencies; readonly devDependencies?: Dependencies }

/**
 * A package.json with these vendors among the dependencies, in the section that holds the others, and without those whose
 * folders are gone.
 *
 * @param packages the names of all packages of the workspace
 */
export function vendorManifest(
  folders: readonly VendorFolder[],
  text: string,
  packages: readonly string[],
): string {
  const manifest = JSON.parse(text) as Manifest
  const isBundled = '@llm-balancer/openai' in (manifest.devDependencies ?? {})
  const section = isBundled ? 'devDependencies' : 'dependencies'
  const present = Object.fromEntries(
    Object.entries(manifest[section] ?? {}).filter(
      ([name, version]) => !version.startsWith('workspace:') || packages.includes(name),
    ),
  )
  const all = {
    ...present,
    ...Object.fromEntries(folders.map(({ packageName }) => [packageName, 'workspace:^'])),
  }
  const sorted = Object.entries(all).toSorted(([one], [other]) => (one < other ? -1 : 1))
  return JSON.stringify({ ...manifest, [section]: Object.fromEntries(sorted) }, null, 2)
}

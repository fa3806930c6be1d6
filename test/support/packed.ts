import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, readdirSync, realpathSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { importsOf } from './imports.ts'
import type { ImportFact } from './imports.ts'
import { pnpm } from './pnpm.ts'
import { packages as workspace, readManifest, root, runtimeDependencies, sourceFiles } from './workspace.ts'
import type { Manifest, WorkspacePackage } from './workspace.ts'

/** A package as it would be published, packed and unpacked again. */
export type PackedPackage = {
  readonly name: string
  readonly tarball: string
  /** Where the tarball is unpacked. */
  readonly folder: string
  /** Paths inside the tarball, without the leading `package/`. */
  readonly files: readonly string[]
  readonly manifest: Manifest
  /** The packed package.json as text. */
  readonly manifestText: string
}

/** Packs all `packages` into the folder `into`, by one command. */
export const packAll = async (
  packages: readonly WorkspacePackage[],
  into: string,
): Promise<PackedPackage[]> => {
  const filters = packages.flatMap(({ manifest }) => ['--filter', manifest.name])
  await pnpm([...filters, 'pack', '--pack-destination', into])
  return packages.map(({ manifest }) => unpack(manifest, into))
}

const unpack = ({ name, version }: Manifest, into: string): PackedPackage => {
  const plain = name.replace('@', '').replace('/', '-')
  const tarball = join(into, `${plain}-${version}.tgz`)
  const target = join(into, plain)
  mkdirSync(target, { recursive: true })
  execFileSync('tar', ['-xzf', tarball, '-C', target])
  const folder = join(target, 'package')
  const manifestText = readFileSync(join(folder, 'package.json'), 'utf8')
  return {
    name,
    tarball,
    folder,
    files: readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(`${folder}/`.length))
      .sort(),
    manifest: JSON.parse(manifestText) as Manifest,
    manifestText,
  }
}

/** The text of a file of a packed package. */
export const packedText = ({ folder }: PackedPackage, file: string): string =>
  readFileSync(join(folder, file), 'utf8')

/** Where a dependency of the package in `folder` is installed. */
const installedAt = (folder: string, name: string): string => {
  // A dependency sits in the package's own node_modules, or beside the package in pnpm's store.
  const own = join(folder, 'node_modules', name)
  try {
    return realpathSync(own)
  } catch {
    return realpathSync(join(folder.slice(0, folder.lastIndexOf('/node_modules/')), 'node_modules', name))
  }
}

const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')

type Source = { readonly path: string; readonly text: string }

const facts = new Map<string, readonly ImportFact[]>()

/** What a source imports; each is read once. */
const factsOf = ({ path, text }: Source): readonly ImportFact[] => {
  const known = facts.get(path) ?? importsOf(path, text)
  facts.set(path, known)
  return known
}

/** What sources import of other packages, values and not only types: `@llm-balancer/core/time`. */
const importedFrom = (sources: readonly Source[]): readonly string[] => [
  ...new Set(
    sources
      .flatMap((source) => factsOf(source))
      .filter(({ specifier, isTypeOnly }) => !isTypeOnly && !/^(\.|node:)/.test(specifier))
      .map(({ specifier }) => specifier),
  ),
]

/** The sources of a package that are built. */
const builtSources = ({ folder }: WorkspacePackage): readonly Source[] =>
  sourceFiles(folder).filter(
    ({ path }) => path.startsWith(`${folder}/src/`) && !/\.test(-d)?\.ts$|\/test\//.test(path),
  )

const behind = new Map<string, readonly Source[]>()

/** The sources of a package that come along with one of its entry points. */
const sourcesBehind = (pack: WorkspacePackage, specifier: string): readonly Source[] => {
  const known = behind.get(specifier)
  if (known !== undefined) return known
  const sources = new Map(builtSources(pack).map((source) => [source.path, source]))
  const found = new Map<string, Source>()
  const visit = (path: string): void => {
    const source = sources.get(path)
    if (source === undefined || found.has(path)) return
    found.set(path, source)
    for (const fact of factsOf(source))
      if (!fact.isTypeOnly && fact.specifier.startsWith('.')) visit(join(dirname(path), fact.specifier))
  }
  const entry = pack.manifest.exports?.[`.${specifier.slice(pack.manifest.name.length)}`]
  if (entry !== undefined) visit(join(pack.folder, entry))
  behind.set(specifier, [...found.values()])
  return [...found.values()]
}

/**
 * The third-party packages whose code is bundled into one package, directly or with an entry point of one of the workspace, with their
 * folders.
 */
export const bundledThirdParty = (
  pack: WorkspacePackage,
  kept: readonly string[] = runtimeDependencies(pack.manifest),
  sources: readonly Source[] = builtSources(pack),
): Map<string, string> =>
  new Map(
    importedFrom(sources)
      .filter((specifier) => !kept.includes(packageOf(specifier)))
      .flatMap((specifier): [string, string][] => {
        const name = packageOf(specifier)
        const own = workspace.find(({ manifest }) => manifest.name === name)
        if (own === undefined) return [[name, installedAt(join(root, pack.folder), name)]]
        const keptOfIt = [...kept, ...Object.keys(own.manifest.peerDependencies ?? {})]
        return [...bundledThirdParty(own, keptOfIt, sourcesBehind(own, specifier))]
      }),
  )

/** All third-party packages that a user installs with `packages`, directly or through others, with their folders. */
export const thirdPartyClosure = (packages: readonly WorkspacePackage[]): Map<string, string> => {
  const ours = new Set(packages.map(({ manifest }) => manifest.name))
  const found = new Map<string, string>()
  const visit = (folder: string, names: readonly string[]): void => {
    for (const name of names) {
      if (ours.has(name) || found.has(name)) continue
      const place = installedAt(folder, name)
      found.set(name, place)
      visit(place, Object.keys(readManifest(place).dependencies ?? {}))
    }
  }
  for (const { folder, manifest } of packages) visit(join(root, folder), runtimeDependencies(manifest))
  return found
}

/** Makes a project outside the workspace that installs the tarballs without the network. */
export const installConsumer = async (
  folder: string,
  packed: readonly PackedPackage[],
  thirdParty: ReadonlyMap<string, string>,
): Promise<void> => {
  const tarballs = Object.fromEntries(packed.map(({ name, tarball }) => [name, `file:${tarball}`]))
  const copies = join(folder, 'third-party')
  const others = Object.fromEntries(
    [...thirdParty].map(([name, place]) => {
      cpSync(place, join(copies, name), { recursive: true, dereference: true })
      return [name, `file:${join(copies, name)}`]
    }),
  )
  const write = (name: string, value: unknown): void =>
    writeFileSync(join(folder, name), `${JSON.stringify(value, undefined, 2)}\n`)
  // The consumer installs the optional peers of the entry points that it imports.
  const isPeer = (name: string): boolean =>
    packed.some(({ manifest }) => name in (manifest.peerDependencies ?? {}))
  const peers = Object.fromEntries(Object.entries(others).filter(([name]) => isPeer(name)))
  const dependencies = { ...tarballs, ...peers }
  write('package.json', { name: 'consumer', private: true, type: 'module', dependencies })
  // JSON is YAML too.
  write('pnpm-workspace.yaml', { packages: ['.'], overrides: { ...tarballs, ...others } })
  await pnpm(
    ['install', '--offline', '--ignore-scripts', '--no-frozen-lockfile', '--config.minimum-release-age=0'],
    folder,
  )
}

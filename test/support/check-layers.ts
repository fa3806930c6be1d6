import { dirname, join } from 'node:path/posix'
import { importsOf } from './imports.ts'
import type { ImportFact } from './imports.ts'
import { allowedPackages, allowedThirdParty, besideTheEngine, coreParts, sharedGround } from './layers.ts'
import { runtimeDependencies } from './workspace.ts'
import type { Manifest } from './workspace.ts'

/** A file as the checker sees it; `path` is relative to the root of the repository. */
type CheckedFile = { readonly path: string; readonly text: string }

/** A package as the checker sees it. */
export type CheckedPackage = {
  readonly folder: string
  readonly manifest: Pick<Manifest, 'name' | 'dependencies' | 'peerDependencies' | 'devDependencies'>
  readonly files: readonly CheckedFile[]
}

const core = '@llm-balancer/core'

const isTest = (path: string): boolean =>
  /\.(test|test-d)\.ts$/.test(path) || path.split('/').includes('test')
const isFree = (folder: string): boolean => /^(apps|examples|bench)(\/|$)/.test(folder)

/** `@scope/name/deep` → `@scope/name`. */
const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')

const isOurs = (name: string): boolean => name === 'llm-balancer' || name.startsWith('@llm-balancer/')

/** `packages/core/src/load/peak.ts` → `load`; `packages/core/src/index.ts` → `index`. */
const corePartOf = (path: string): string =>
  path.replace(/^packages\/core\/src\//, '').replace(/(\.ts$|\/.*$)/, '')

const checkRelative = (pack: CheckedPackage, path: string, { specifier }: ImportFact): string[] => {
  const target = join(dirname(path), specifier)
  if (!target.startsWith(`${pack.folder}/`)) return ['leaves its package']
  if (!specifier.endsWith('.ts') && !specifier.endsWith('.json')) return ['does not end in .ts']
  if (pack.manifest.name !== core || isTest(path)) return []
  const [from, to] = [corePartOf(path), corePartOf(target)]
  if (from === 'testing') return []
  if (to === 'testing') return ['takes the fakes of core/testing into the core itself']
  const [lower, upper] = [coreParts.indexOf(to), coreParts.indexOf(from)]
  if (lower < 0 || upper < 0) return [`joins ${from} and ${to}, and one of them is no part of the core`]
  return lower <= upper ? [] : [`points upwards, from ${from} to ${to}`]
}

const checkCoreImport = ({ manifest }: CheckedPackage, fact: ImportFact): string[] => {
  if (sharedGround.includes(fact.specifier)) return []
  if (fact.specifier !== core) return [`takes ${fact.specifier} into sources that are published`]
  const isEngine = besideTheEngine.includes(manifest.name) && !fact.isTypeOnly
  return isEngine ? ['takes more than types from the engine'] : []
}

const checkPackageImport = (pack: CheckedPackage, fact: ImportFact, path: string): string[] => {
  const { manifest } = pack
  const name = packageOf(fact.specifier)
  if (fact.specifier.startsWith('node:')) return manifest.name === core && !isTest(path) ? ['needs Node'] : []
  if (/\/src(\/|$)/.test(fact.specifier)) return ["reaches into another package's sources"]
  if (name === manifest.name) return isTest(path) ? [] : ['imports its own package by name']
  if (isFree(pack.folder)) return []
  // A devDependency of published sources is bundled with them.
  const inReach = [
    ...runtimeDependencies(manifest as Manifest),
    ...Object.keys(manifest.devDependencies ?? {}),
  ]
  if (isTest(path)) {
    if (manifest.name === core && isOurs(name)) return ["the core's own tests use core/src/testing only"]
    return inReach.includes(name) || name === 'vitest' ? [] : ['is not in package.json']
  }
  const allowed = [
    ...(allowedPackages.get(manifest.name) ?? []),
    ...(allowedThirdParty.get(manifest.name) ?? []),
  ]
  if (!allowed.includes(name)) return ['points where the layers do not allow it']
  if (!inReach.includes(name)) return ['is not in package.json']
  return name === core ? checkCoreImport(pack, fact) : []
}

const checkManifest = ({ folder, manifest }: CheckedPackage): string[] => {
  if (isFree(folder)) return []
  const allowed = [
    ...(allowedPackages.get(manifest.name) ?? []),
    ...(allowedThirdParty.get(manifest.name) ?? []),
  ]
  return runtimeDependencies(manifest as Manifest)
    .filter((name) => !allowed.includes(name))
    .map((name) => `${folder}/package.json: depends on ${name}, which the layers do not allow`)
}

const cycleFrom = (start: string, edges: ReadonlyMap<string, readonly string[]>): string[] | undefined => {
  const seen = new Set<string>()
  const walk = (path: string, trail: readonly string[]): string[] | undefined => {
    for (const next of edges.get(path) ?? []) {
      if (next === start) return [...trail, start]
      if (seen.has(next)) continue
      seen.add(next)
      const found = walk(next, [...trail, next])
      if (found !== undefined) return found
    }
    return undefined
  }
  return walk(start, [start])
}

/** Every cycle once, told from its alphabetically first file. */
const checkCycles = ({ files }: CheckedPackage): string[] => {
  const edges = new Map(
    files.map(({ path, text }) => [
      path,
      importsOf(path, text)
        .filter(({ specifier }) => specifier.startsWith('.'))
        .map(({ specifier }) => join(dirname(path), specifier)),
    ]),
  )
  return [...edges.keys()]
    .map((path) => cycleFrom(path, edges))
    .filter((cycle) => cycle !== undefined)
    .filter((cycle) => cycle[0] === [...cycle].sort()[0])
    .map((cycle) => `${cycle.join(' → ')}: imports itself in a circle`)
}

/** Every breach of the layers as one line `file: imports x, which …`; empty when all arrows point down. */
export const layerBreaches = (all: readonly CheckedPackage[]): string[] =>
  all.flatMap((pack) => [
    ...checkManifest(pack),
    ...checkCycles(pack),
    ...pack.files.flatMap(({ path, text }) =>
      importsOf(path, text).flatMap((fact) =>
        (fact.specifier.startsWith('.')
          ? checkRelative(pack, path, fact)
          : checkPackageImport(pack, fact, path)
        ).map((breach) => `${path}: ${fact.specifier} ${breach}`),
      ),
    ),
  ])

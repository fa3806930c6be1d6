/** Writes the API reference: a page for each entry point of each published package. */
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Application, Converter, ReflectionKind } from 'typedoc'
import type { Context, TypeDocOptions } from 'typedoc'
import type { PluginOptions } from 'typedoc-plugin-markdown'
import { finishReference } from './finish-reference.ts'
import { publishedPackages, root } from '../../test/support/workspace.ts'

/** What users import, by the file that it is written in: `…/core/src/time/index.ts` → `@llm-balancer/core/time`. */
const entryPoints: ReadonlyMap<string, string> = new Map(
  publishedPackages.flatMap(({ folder, manifest }) =>
    Object.entries(manifest.exports ?? {}).map(([entry, file]): [string, string] => [
      join(root, folder, file),
      `${manifest.name}${entry.slice(1)}`,
    ]),
  ),
)

/** The names of the entry points, in the order of the reference. */
export const referencePages: readonly string[] = [...entryPoints.values()].sort()

const nameModules = (context: Context): void => {
  for (const module of context.project.getChildrenByKind(ReflectionKind.Module)) {
    const file = context.getSymbolFromReflection(module)?.declarations?.[0]?.getSourceFile().fileName
    module.name = entryPoints.get(file ?? '') ?? module.name
  }
}

const optionsFor = (folder: string): TypeDocOptions & PluginOptions & Record<string, unknown> => ({
  entryPoints: [...entryPoints.keys()],
  plugin: ['typedoc-plugin-markdown'],
  tsconfig: join(root, 'docs/site/api.tsconfig.json'),
  out: folder,
  // `pnpm types` checks them.
  skipErrorChecking: true,
  readme: 'none',
  excludeInternal: true,
  excludePrivate: true,
  disableSources: true,
  hideBreadcrumbs: true,
  hidePageHeader: true,
  router: 'module',
  parametersFormat: 'table',
  interfacePropertiesFormat: 'table',
  typeAliasPropertiesFormat: 'table',
  tableColumnSettings: { hideModifiers: true, hideInherited: true, hideDefaults: false },
  groupOrder: ['Functions', 'Classes', 'Variables', 'Interfaces', 'Type Aliases', '*'],
  logLevel: 'Warn',
})

/** Writes the pages into `folder`; throws when TypeDoc does not understand the sources. */
export const writeReference = async (folder: string): Promise<void> => {
  const app = await Application.bootstrapWithPlugins(optionsFor(folder))
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, nameModules)
  const project = await app.convert()
  if (project === undefined) throw new Error('TypeDoc could not read the sources')
  await app.generateOutputs(project)
  if (app.logger.hasErrors()) throw new Error('TypeDoc reported errors')
  finishReference(folder, referencePages)
  rmSync(join(folder, 'README.md'))
  writeFileSync(join(folder, 'index.md'), indexText())
}

const indexText = (): string => {
  const lists = publishedPackages.map(({ manifest }) => {
    const names = [...entryPoints.values()].filter(
      (name) => name === manifest.name || name.startsWith(`${manifest.name}/`),
    )
    const items = names.map((name) => `- [\`${name}\`](/reference/${name})`)
    return `## ${manifest.name}\n\n${manifest.description ?? ''}\n\n${items.join('\n')}\n`
  })
  return ['# API reference\n', 'Every entry point of every package.\n', ...lists].join('\n')
}

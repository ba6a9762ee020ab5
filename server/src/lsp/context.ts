/** @file What a handler may ask for. Types only: everything here is built once, in `server.ts`. */
import type { Connection } from 'vscode-languageserver/node';
import type * as typesetter from '../render/typeset.ts';
import type { LossService, ServiceHost, ServiceOptions } from '../service/types.ts';
import type { ClientFeatures } from './capabilities.ts';
import type { Config } from './config.ts';
import type { Documents } from './documents.ts';
import type { Services } from './services.ts';
import type { Typesetting } from './typesetting.ts';

/** The two heavy parts, loaded when first needed. Tests pass their own analysis to see what a failing one does. */
export interface Loaders {
  readonly loadAnalysis: () => Promise<{
    readonly createLossService: (host: ServiceHost, options?: ServiceOptions) => LossService;
  }>;
  readonly loadTypesetter: () => Promise<typeof typesetter>;
}

export interface ServerContext {
  readonly connection: Connection;
  readonly getFeatures: () => ClientFeatures;
  readonly documents: Documents;
  readonly config: Config;
  readonly services: Services;
  readonly typesetting: Typesetting;
}

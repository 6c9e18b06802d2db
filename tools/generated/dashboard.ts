import { format } from 'prettier';
import { dashboardRows, type Panel } from './dashboard-rows.ts';

const WIDTH = 8;
const HEIGHT = 8;
const ACROSS = 3;
const datasource = { type: 'prometheus', uid: 'prometheus' };

const drawn = ({ title, unit, queries }: Panel, id: number, x: number, y: number) => ({
  id,
  type: 'timeseries',
  title,
  datasource,
  gridPos: { x, y, w: WIDTH, h: HEIGHT },
  fieldConfig: { defaults: { unit, min: 0, custom: { fillOpacity: 8, showPoints: 'never' } }, overrides: [] },
  options: { legend: { displayMode: 'list', placement: 'bottom' }, tooltip: { mode: 'multi', sort: 'desc' } },
  targets: Object.entries(queries).map(([legendFormat, expr], index) => ({
    refId: String.fromCharCode('A'.charCodeAt(0) + index),
    datasource,
    expr,
    legendFormat,
  })),
});

const panels = (): readonly object[] => {
  const all: object[] = [];
  let y = 0;
  for (const [title, inRow] of Object.entries(dashboardRows)) {
    all.push({
      id: all.length + 1,
      type: 'row',
      title,
      collapsed: false,
      gridPos: { x: 0, y, w: 24, h: 1 },
      panels: [],
    });
    y += 1;
    for (const [index, one] of inRow.entries())
      all.push(drawn(one, all.length + 1, (index % ACROSS) * WIDTH, y + Math.floor(index / ACROSS) * HEIGHT));
    y += Math.ceil(inRow.length / ACROSS) * HEIGHT;
  }
  return all;
};

/** docker/grafana/dashboards/counterfoil.json, for Grafana's provisioning. */
export const dashboard = (): Promise<string> =>
  format(
    JSON.stringify({
      uid: 'counterfoil',
      title: 'Counterfoil',
      tags: ['counterfoil'],
      schemaVersion: 39,
      editable: true,
      refresh: '15s',
      time: { from: 'now-1h', to: 'now' },
      templating: {
        list: [
          {
            name: 'service',
            label: 'Service',
            type: 'query',
            datasource,
            query: { query: 'label_values(up{job="counterfoil"}, service)', refId: 'StandardVariableQuery' },
            refresh: 2,
            includeAll: true,
            multi: true,
            allValue: '.*',
            current: { text: 'All', value: '$__all' },
          },
        ],
      },
      panels: panels(),
    }),
    { parser: 'json', printWidth: 120 },
  );

// Cooperation and conflict over time.

import * as Plot from "@observablehq/plot";
import { useCallback } from "preact/hooks";
import { useGet, type Step } from "./api";
import { Chart } from "./chart";
import { Answered, Empty } from "./parts";
import { useReader } from "./reader";

/** Pixels that the name of a month with its year takes, and as much beside it: Plot makes about as many ticks as it is asked for. */
export const TICK = 130;

export function Series({ filter, step, name, of }: { filter: URLSearchParams; step: string; name: string; of: string }) {
  const got = useGet<Step[]>(`series?${filter}&step=${step}`);
  return <Answered got={got}>{(steps) => { const dated = steps.filter((s) => s.from); return dated.length === 0 ? <Empty /> : <Curve steps={dated} name={name} step={step} of={of} />; }}</Answered>;
}

function Curve({ steps, name, step, of }: { steps: Step[]; name: string; step: string; of: string }) {
  const r = useReader();
  const options = useCallback((width: number, colour: (name: string) => string): Plot.PlotOptions => {
    const rows = steps.map((s) => ({ day: new Date(s.from), up: s.cooperation_score, down: s.conflict_score }));
    const interval = step === "day" ? "day" : step === "week" ? "week" : "month";
    // Where a step is a pixel or two wide, bars touch rather than vanish.
    const inset = width < 500 ? { insetLeft: 0, insetRight: -1 } : {};
    return {
      height: 240, marginTop: 24, marginLeft: r.rtl ? 16 : 44, marginRight: r.rtl ? 44 : 16,
      x: { type: "utc", label: null, reverse: r.rtl, tickFormat: (d: Date) => r.month(d), ticks: Math.min(5, Math.floor(width / TICK)) },
      y: { grid: true, label: null, tickFormat: (n: number) => r.n(n) },
      marks: [
        Plot.axisY({ anchor: r.rtl ? "right" : "left", tickFormat: (n: number) => r.n(n), label: null }),
        Plot.rectY(rows, { x: "day", y: "up", interval, fill: colour("--coop"), ...inset }),
        Plot.rectY(rows, { x: "day", y: "down", interval, fill: colour("--conf"), ...inset }),
        Plot.ruleY([0]),
      ],
    };
  }, [steps, r, step]);
  const figures = { head: [r.t("when"), r.t("acts"), r.t("cooperation"), r.t("conflict")], rows: steps.map((s) => [r.day(s.from), s.acts, s.cooperation_score, s.conflict_score]) };
  return (
    <>
      <p class="hint"><span class="key coop" /> {r.t("cooperation")} <span class="key conf" /> {r.t("conflict")} · {r.t("score")}</p>
      <Chart title={`${r.t("curve")}: ${of}`} options={options} figures={figures} name={name} />
    </>
  );
}

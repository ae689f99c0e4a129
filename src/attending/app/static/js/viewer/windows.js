// Windows by name: of CT those a radiologist asks for, in HU; of every image those that its own values give.

/** In HU: centre and width. */
const OF_CT = {
  "Soft tissue": [40, 400], Lung: [-600, 1500], Bone: [400, 1800], Brain: [40, 80], Liver: [60, 160], Mediastinum: [50, 350],
};

/** From the smallest to the largest value, without the `share` that lies farthest out at each end. */
function spread(frame, share) {
  if (!share) return [(frame.low + frame.high) / 2, frame.high - frame.low];
  const bins = new Uint32Array(1024);
  const step = (frame.high - frame.low) / bins.length || 1;
  for (const stored of frame.values) bins[Math.min(bins.length - 1, Math.max(0, ((stored * frame.slope + frame.intercept - frame.low) / step) | 0))] += 1;
  const cut = frame.values.length * share;
  let [first, last] = [0, bins.length - 1];
  for (let seen = bins[first]; seen <= cut && first < last; first += 1) seen += bins[first + 1];
  for (let seen = bins[last]; seen <= cut && last > first; last -= 1) seen += bins[last - 1];
  const [low, high] = [frame.low + first * step, frame.low + (last + 1) * step];
  return [(low + high) / 2, high - low];
}

/** Name → [centre, width] of a frame: what the file names, what its modality knows, what its values give. */
export function windowsOf(frame, modality) {
  if (!frame || frame.colour) return [];
  const [center, width] = frame.windows[0];
  const named = frame.windows.slice(1).map(([c, w, name], i) => [name || `Its own, ${i + 2}`, [c, w]]);
  const known = modality === "CT" ? Object.entries(OF_CT) : [];
  return [
    ...known, ["Whole range", spread(frame, 0)], ["Middle 98 %", spread(frame, 0.01)], ["Twice the contrast", [center, width / 2]],
    ...named,
  ];
}

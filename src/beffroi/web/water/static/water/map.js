// The page's own map: Leaflet draws the GeoJSON of the town, without any tile. Without this script the page shows
// the plan that the server drew; the tables behind say the same.
const box = document.querySelector("[data-map]");

function facts(told) {
  const card = document.createElement("div");
  const title = document.createElement("p");
  const link = told.address ? document.createElement("a") : document.createElement("strong");
  if (told.address) link.href = told.address;
  link.textContent = told.title;
  title.append(link);
  card.append(title);
  if (told.facts && told.facts.length) {
    const list = document.createElement("dl");
    for (const [name, value] of told.facts) {
      const term = document.createElement("dt"), text = document.createElement("dd");
      term.textContent = name;
      text.textContent = value;
      list.append(term, text);
    }
    card.append(list);
  }
  return card;
}

function marker(told, place) {
  if (told.layer === "circle") {
    return L.circle(place, { radius: told.radius, className: "ring", interactive: false });
  }
  const icon = L.divIcon({ className: `mark ${told.look}`, html: told.sign, iconSize: null });
  return L.marker(place, { icon, title: told.title, riseOnHover: true, zIndexOffset: told.layer === "leaks" ? 1000 : 0 });
}

function draw(town) {
  const crs = town.flat ? L.CRS.Simple : L.CRS.EPSG3857;
  const map = L.map(box, { crs, minZoom: -12, maxZoom: town.flat ? 4 : 20, zoomSnap: 0.25, attributionControl: false,
                           zoomControl: false, scrollWheelZoom: false });
  const [west, south, east, north] = town.box;
  map.fitBounds([[south, west], [north, east]]);
  map.setMinZoom(map.getZoom() - 1);
  L.control.zoom({ zoomInTitle: "Agrandir", zoomOutTitle: "Réduire" }).addTo(map);
  L.control.scale({ imperial: false, position: "bottomleft" }).addTo(map);
  map.on("focus click", () => map.scrollWheelZoom.enable());
  map.on("blur", () => map.scrollWheelZoom.disable());
  map.on("popupopen", ({ popup }) => popup.getElement().querySelector(".leaflet-popup-close-button")?.setAttribute("aria-label", "Fermer"));
  const layers = {};
  for (const feature of town.features) {
    const told = feature.properties;
    const shape = L.geoJSON(feature, {
      style: told.layer === "pipes" ? { className: `pipe ${told.look}` } : undefined,
      pointToLayer: (one, place) => marker(one.properties, place),
    });
    if (told.layer !== "circle") shape.bindPopup(() => facts(told));
    (layers[told.layer] ??= L.layerGroup().addTo(map)).addLayer(shape);
  }
  choose(map, layers);
}

function choose(map, layers) {
  const boxes = document.querySelector("[data-map-layers]");
  if (!boxes) return;
  boxes.hidden = false;
  for (const one of boxes.querySelectorAll("input")) {
    const layer = layers[one.value];
    const show = () => layer && (one.checked ? map.addLayer(layer) : map.removeLayer(layer));
    one.addEventListener("change", show);
    show();
  }
}

async function open() {
  const answer = await fetch(box.dataset.map, { headers: { accept: "application/geo+json" } });
  if (!answer.ok) return;
  const town = await answer.json();
  const plan = document.querySelector("[data-plan]");
  box.hidden = false;
  if (plan) plan.hidden = true;
  try {
    draw(town);
  } catch (error) {
    box.hidden = true;
    if (plan) plan.hidden = false;
    throw error;
  }
  box.dataset.ready = "yes";
}

if (box && window.L) open();

package study

// Exam is an AWS certification exam with the domains that its exam guide names.
type Exam struct {
	Code    string // as learners say it: SAA
	Version string // the guide in force: SAA-C03
	Domains []Domain
}

// Domain is a part of an exam. Weight is its share of the scored questions, in percent.
type Domain struct {
	Name   string
	Weight int
}

// Exams are the exams that content may name, easiest first. Source: the AWS exam guides CLF-C02,
// SAA-C03, SAP-C02 and DOP-C02.
var Exams = []Exam{
	{"CLF", "CLF-C02", []Domain{
		{"Cloud Concepts", 24},
		{"Security and Compliance", 30},
		{"Cloud Technology and Services", 34},
		{"Billing, Pricing, and Support", 12},
	}},
	{"SAA", "SAA-C03", []Domain{
		{"Design Secure Architectures", 30},
		{"Design Resilient Architectures", 26},
		{"Design High-Performing Architectures", 24},
		{"Design Cost-Optimized Architectures", 20},
	}},
	{"SAP", "SAP-C02", []Domain{
		{"Design Solutions for Organizational Complexity", 26},
		{"Design for New Solutions", 29},
		{"Continuous Improvement for Existing Solutions", 25},
		{"Accelerate Workload Migration and Modernization", 20},
	}},
	{"DOP", "DOP-C02", []Domain{
		{"SDLC Automation", 22},
		{"Configuration Management and IaC", 17},
		{"Resilient Cloud Solutions", 15},
		{"Monitoring and Logging", 15},
		{"Incident and Event Response", 14},
		{"Security and Compliance", 17},
	}},
}

// ExamByCode finds an exam by its code.
func ExamByCode(code string) (Exam, bool) {
	for _, e := range Exams {
		if e.Code == code {
			return e, true
		}
	}
	return Exam{}, false
}

// DomainNames are the names of an exam's domains, in the guide's order.
func (e Exam) DomainNames() []string {
	var names []string
	for _, d := range e.Domains {
		names = append(names, d.Name)
	}
	return names
}
